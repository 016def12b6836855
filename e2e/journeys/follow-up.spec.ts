// A manager's Monday: from the card on the first page to those who are late, deadlines for several, and an e-mail.
import { axeFaults } from "../support/axe.js";
import { sheets } from "../support/sheet.js";
import { broken, expect, test } from "../support/test.js";

// Proves FOL-5, FOL-6, FOL-7, DLN-2
test("from the card to those concerned, a deadline for two, and an e-mail", async ({ as }) => {
  const page = await as("manager");
  await page.goto("/");
  const card = page.locator("#followed-expired");
  const status = (await card.locator("span").last().textContent()) ?? "";
  expect(status).toBe("Utløpt");
  await card.click();
  await expect(page).toHaveURL(/\/follow-up\/people\?status=/);
  const rows = page.locator("tbody tr");
  await expect(rows.first()).toBeVisible();
  for (const row of await rows.all()) await expect(row).toContainText(status);

  // searched by person and by requirement, narrowed by status
  await page.goto("/follow-up/people");
  await expect(rows.first()).toBeVisible();
  const all = await rows.count();
  const first = (await rows.first().locator("a").textContent()) ?? "";
  await page.getByRole("searchbox", { name: "Søk etter person" }).fill(first);
  await expect.poll(async () => new Set(await page.locator("tbody th a").allTextContents()).size).toBe(1);
  expect(await rows.count()).toBeLessThan(all);
  await page.getByRole("searchbox", { name: "Søk etter person" }).fill("");
  await expect(rows).toHaveCount(all);

  // two rows get a deadline, and lose it again: of those who have not fulfilled the requirement
  const unmet = rows.filter({ hasText: "Ikke påbegynt" });
  for (const at of [0, 1]) await unmet.nth(at).getByRole("checkbox").check();
  // in the bar stands how many, and what it opens has names with status and deadline
  await page.getByRole("button", { name: "Handlinger (2)" }).click();
  const dialog = page.getByRole("dialog", { name: "Handlinger (2)" });
  await expect(dialog.getByText(/^Gjelder .* og .*\.$/)).toBeVisible();
  expect(await axeFaults(page)).toEqual([]);
  await dialog.getByRole("button", { name: "Sett frist" }).click();
  await expect(dialog.getByText("Må fylles ut")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Frist" }).fill("15.01.2027");
  await dialog.getByRole("button", { name: "Sett frist" }).click();
  const set = page.locator(".toast", { hasText: "Frist 15.01.2027 er satt for" });
  await expect(set).toBeVisible();
  for (const at of [0, 1]) await expect(unmet.nth(at)).toContainText("15.01.2027");
  // and undone: what stood before stands again
  await set.getByRole("button", { name: "Angre" }).click();
  await expect(page.getByText(/^Angret for/)).toBeVisible();
  for (const at of [0, 1]) await expect(unmet.nth(at)).not.toContainText("15.01.2027");
  // one of them left out
  for (const at of [0, 1]) await unmet.nth(at).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Handlinger (2)" }).click();
  await dialog.locator("summary").first().click();
  await dialog.getByRole("checkbox").first().uncheck();
  await expect(dialog.getByText("Gjelder én person og ett krav.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Frist" }).fill("15.01.2027");
  await dialog.getByRole("button", { name: "Sett frist" }).click();
  await expect(page.getByText("Frist 15.01.2027 er satt for én person og ett krav.")).toBeVisible();

  // an e-mail to those ticked; what is missing is said, and what was typed is kept
  await rows.nth(0).getByRole("checkbox").check();
  await page.getByRole("button", { name: "Skriv e-post" }).click();
  const letter = page.getByRole("dialog", { name: "E-post til medarbeidere" });
  await letter.getByRole("textbox", { name: "Tekst" }).fill("Husk kurset på torsdag.");
  await letter.getByRole("button", { name: "Send e-post" }).click();
  await expect(letter.getByText("Må fylles ut").first()).toBeVisible();
  await letter.getByRole("textbox", { name: "Emne" }).fill("Brannvern");
  expect(await axeFaults(page)).toEqual([]);
  await letter.getByRole("button", { name: "Send e-post" }).click();
  await expect(letter.getByText("Sendt til én medarbeider.")).toBeVisible();
  // a toast that is still there has one of its own
  await letter.locator(".dialog-body").getByRole("button", { name: "Lukk" }).click();
  await expect(letter).toBeHidden();

  // a name opens the requirement where the person has it
  await rows.first().locator("a").click();
  await expect(page).toHaveURL(/\/employees\/[^/]+\/plans\/[^?]+\?requirement=/);
});

// Proves FOL-4, DLN-2, REP-6
test("requirements together: in the order of what is late, those who have one, and a deadline for all but one", async ({ as }) => {
  const page = await as("manager");
  await page.goto("/follow-up");
  const rows = page.locator("tbody tr");
  await expect(rows.first()).toBeVisible();
  const count = await rows.count();
  await page.getByRole("button", { name: "Tildelt" }).click();
  await page.getByRole("button", { name: "Tildelt" }).click();
  await expect(page).toHaveURL(/sort=-people/);
  await expect(rows.first()).toBeVisible();
  const people = (await page.locator("tbody td:nth-child(2)").allTextContents()).map(Number);
  expect(people).toEqual([...people].sort((one, two) => two - one));
  expect(people[0]).toBeGreaterThan(1);

  // a deadline for all who have the first but one of them
  await rows.first().getByRole("checkbox").check();
  await page.getByRole("button", { name: /^Handlinger \(\d+\)$/ }).click();
  const dialog = page.getByRole("dialog", { name: /^Handlinger/ });
  await dialog.locator("summary").click();
  // a box each, and one for all; those who have fulfilled it are not ticked
  await expect(dialog.locator(".list").getByRole("checkbox")).toHaveCount(people[0] ?? 0);
  for (const line of await dialog.locator(".list li").all()) {
    const done = /Innfridd|Utløper snart/.test((await line.textContent()) ?? "");
    expect(await line.getByRole("checkbox").isChecked()).toBe(!done);
  }
  await dialog.locator(".list li input:checked").first().uncheck();
  await dialog.getByRole("textbox", { name: "Frist" }).fill("01.12.2026");
  await dialog.getByRole("button", { name: "Sett frist" }).click();
  await expect(page.getByText(/^Frist 01.12.2026 er satt for/)).toBeVisible();
  await expect(rows).toHaveCount(count);

  // columns of one's own, kept; and all of it as a file
  await page.locator("#filter").click();
  await page.getByRole("checkbox", { name: "Utløpt" }).check();
  await page.locator("#view-save").click();
  await page.keyboard.press("Escape");
  await page.goto("/follow-up");
  await expect(page.getByRole("columnheader", { name: "Utløpt" })).toBeVisible();
  await page.getByRole("button", { name: "Last ned" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Excel" }).click(),
  ]);
  const sheet = (await sheets(await download.path()))["Krav aggregert"];
  expect(sheet?.rows).toHaveLength(count + 1);

  // its name opens the people who have it
  const name = (await rows.first().locator("a").textContent()) ?? "";
  await rows.first().locator("a").click();
  await expect(page).toHaveURL(/\/follow-up\/people\?requirementId=/);
  await expect(page.locator(".narrowed")).toContainText(name);
  await page.locator("#all-requirements").click();
  await expect(page).not.toHaveURL(/requirementId/);

  // an error stands in its place, and another try is at hand
  await broken(page, "**/api/v1/follow-up/requirements?*", async () => {
    await page.goto("/follow-up");
    await expect(page.getByRole("button", { name: "Prøv igjen" })).toBeVisible();
  });
});
