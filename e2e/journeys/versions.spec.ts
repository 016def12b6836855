// What an act will mean is said before it is done, and versions are laid side by side.
import { expectData } from "../support/api.js";
import { expect, test } from "../support/test.js";

// Proves REQ-6, REQ-17
test("what a draft changes, and for how many, is seen before it is published", async ({ as }) => {
  const page = await as("specialist");
  await page.goto("/manage/requirements?search=Intravenøs");
  await page.locator("tbody a[id^=row-]").first().click();
  await page.getByRole("tab", { name: "Rediger" }).click();
  const days = page.getByLabel("Gyldighet", { exact: false }).first();
  await days.fill("1");
  await expect(page.getByText(/^Publisert: .*dager/)).toBeVisible();
  await page.getByRole("button", { name: "Lagre kladd" }).click();
  await expect(page.getByRole("button", { name: "Publiser …" })).toBeVisible();

  await page.getByRole("tab", { name: "Versjoner" }).click();
  await page.getByRole("button", { name: "Sammenlign versjoner" }).click();
  const difference = page.locator(".difference");
  await expect(difference.locator("ins")).toContainText("Én dag");
  await expect(difference.locator("del")).toContainText("dager");
  await difference.getByRole("button", { name: "Lukk" }).click();

  await page.getByRole("tab", { name: "Rediger" }).click();
  await page.getByRole("button", { name: "Publiser …" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(/medarbeider(e)? berøres/)).toBeVisible();
  await expect(dialog.getByText(/Fra Innfridd til Utløpt: \d+/).first()).toBeAttached();
  await dialog.getByRole("button", { name: "Publiser", exact: true }).click();
  await expect(page.getByText("Kravet er publisert.")).toBeVisible();
});

// Of PLN-7
test("two versions of a plan are laid side by side", async ({ as, apiAs }) => {
  const author = await apiAs("specialist");
  const units = expectData(await author.GET("/api/v1/units", { params: { query: { search: "Medisinsk sengepost 3" } } }));
  const plan = expectData(
    await author.POST("/api/v1/plans", { body: { ownerUnitId: units.items[0]?.id ?? "", name: "SIHF-Med-SP3-Fall" } }),
  );
  const path = { id: plan.id };
  for (const name of ["Kartlegging", "Tiltak"]) {
    const made = expectData(await author.POST("/api/v1/plans/{id}/sections", { params: { path }, body: { name } }));
    const section = made.sections.at(-1)?.id ?? "";
    const content = { name: `Krav om ${name.toLowerCase()}`, learningMethod: "practice", documentationMethod: "self_registration" } as const;
    const held = expectData(
      await author.POST("/api/v1/plans/{id}/sections/{sectionId}/requirements", { params: { path: { id: plan.id, sectionId: section } }, body: { new: content } }),
    );
    const places = held.sections.flatMap((one) => one.requirements).filter((one) => one.state === "inactive").map((one) => one.id);
    expectData(await author.POST("/api/v1/plans/{id}/activate", { params: { path, header: { "If-Match": `"${held.version}"` } }, body: { planRequirementIds: places } }));
  }
  const page = await as("specialist");
  await page.goto(`/manage/plans/${plan.id}?tab=versions`);
  await page.getByRole("link", { name: "Sammenlign versjoner" }).click();
  const side = page.locator(".difference");
  await expect(side.locator("ins").filter({ hasText: "Tiltak" }).first()).toBeVisible();
  await expect(side.locator("ins").filter({ hasText: "Krav om tiltak" })).toBeVisible();
  await expect(side.getByText("Kartlegging")).toHaveCount(0);
  await page.getByLabel("Fra").selectOption("1.1");
  await expect(page.getByText("De to er like.")).toBeVisible();
  await expect(page).toHaveURL(/compare=1\.1\.\.1\.1/);
});

// Of REQ-8
test("a reset says for how many before it is done", async ({ as }) => {
  const page = await as("trustAdmin");
  await page.goto("/manage/requirements?search=Intravenøs");
  await page.locator("tbody a[id^=row-]").first().click();
  await page.getByRole("tab", { name: "Nullstill og arkiver" }).click();
  await page.getByRole("button", { name: "Nullstill kravet …" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(/medarbeidere? må gjøre kravet på nytt, i alle planer/)).toBeVisible();
  await dialog.getByRole("button", { name: "Nullstill for alle" }).click();
  await expect(page.getByText("Kravet er nullstilt.")).toBeVisible();
  await expect(page.getByText("Ingen har startet på kravet", { exact: false })).toBeVisible();
});
