// Several people write the same: drafts save themselves, and one sees who else is there.
import { expectData } from "../support/api.js";
import { expect, test } from "../support/test.js";

// Proves REQ-6
test("a draft saves itself, after a pause and on leaving, and publishes nothing", async ({ as, apiAs }) => {
  const author = await apiAs("specialist");
  const found = expectData(await author.GET("/api/v1/requirements", { params: { query: { search: "Intravenøs" } } }));
  const path = { id: found.items[0]?.id ?? "" };
  const now = async () => expectData(await author.GET("/api/v1/requirements/{id}", { params: { path } }));
  const before = await now();
  const page = await as("specialist");
  const asked: string[] = [];
  page.on("dialog", (question) => {
    asked.push(question.message());
    void question.dismiss();
  });
  await page.goto(`/manage/requirements?requirement=${path.id}&tab=edit`);
  const panel = page.getByRole("complementary");
  await panel.getByLabel("Beskrivelse").fill("Skrevet og ikke lagret av noen");
  await expect(panel.getByText("Ikke lagret ennå")).toBeVisible();
  await expect(panel.getByText(/^Lagret \d\d:\d\d$/)).toBeVisible();
  expect((await now()).draft?.description).toBe("Skrevet og ikke lagret av noen");
  // the other tabs know of it
  await page.getByRole("tab", { name: "Versjoner" }).click();
  await page.getByRole("button", { name: "Sammenlign versjoner" }).click();
  await expect(page.locator(".difference ins").filter({ hasText: "Skrevet" })).toBeVisible();
  await page.getByRole("tab", { name: "Rediger" }).click();
  // what is typed and cannot be saved stays, and is said to be unsaved
  await panel.getByLabel("Navn", { exact: true }).fill("");
  await expect(panel.getByText("Ikke lagret: noe må rettes først")).toBeVisible();
  await panel.getByLabel("Navn", { exact: true }).fill("Intravenøs administrering");
  await panel.getByLabel("Beskrivelse").fill("Skrevet i siste liten");
  await page.getByRole("link", { name: "Administrer planer" }).click();
  await expect(page).toHaveURL(/manage\/plans/);
  expect((await now()).draft?.description).toBe("Skrevet i siste liten");
  expect((await now()).published).toEqual(before.published);
  expect(asked).toEqual([]);
});

test("who else is editing is seen, until they leave", async ({ as, apiAs }) => {
  const author = await apiAs("specialist");
  const plans = expectData(await author.GET("/api/v1/plans", { params: { query: { search: "Ny sykepleier" } } }));
  const address = `/manage/plans/${plans.items[0]?.id ?? ""}`;
  const mona = await as("specialist");
  await mona.goto(address);
  await expect(mona.getByRole("tab", { name: "Innhold" })).toBeVisible();
  await expect(mona.getByText(/redigerer dette nå/)).toHaveCount(0);
  const berit = await as("trustAdmin");
  await berit.goto(address);
  await expect(berit.getByText("Mona Haugen redigerer dette nå.")).toBeVisible();
  await mona.getByRole("link", { name: "Administrer krav" }).click();
  await expect(mona).toHaveURL(/manage\/requirements/);
  await berit.reload();
  await expect(berit.getByRole("tab", { name: "Innhold" })).toBeVisible();
  await expect(berit.getByText(/redigerer dette nå/)).toHaveCount(0);
});
