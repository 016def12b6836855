// The lists of those who write plans and requirements: narrowed, ordered, kept as one wants them.
import { expectData } from "../support/api.js";
import { expect, test } from "../support/test.js";

// Proves PLN-14
test("plans are narrowed and ordered by the address, looked at beside the list, and kept as a view", async ({ as }) => {
  const page = await as("specialist");
  await page.goto("/manage/plans");
  const names = page.locator("tbody a[id^=plan-]");
  await expect(names.first()).toBeVisible();
  const own = await names.count();
  await expect(page.locator("tbody td[data-label=Tilgang]", { hasText: "Kun forhåndsvise" })).toHaveCount(0);
  await page.getByLabel("Tilgang").selectOption("all");
  await expect.poll(async () => await names.count()).toBeGreaterThan(own);
  await page.getByRole("button", { name: "Eierenhet" }).click();
  await page.getByRole("button", { name: "Eierenhet" }).click();
  await expect(page).toHaveURL(/sort=-owner/);
  await expect(page.locator("th[aria-sort=descending]")).toHaveText("Eierenhet");

  // the filters beside the list hold at once; a view of them is what the list opens with
  await page.getByRole("button", { name: "Filter" }).click();
  const filters = page.getByRole("dialog");
  await filters.getByRole("checkbox", { name: "Opprettet av" }).uncheck();
  await filters.getByRole("radio", { name: "Eget foretak" }).check();
  await expect(page).toHaveURL(/scope=own_trust/);
  await filters.getByRole("button", { name: "Lagre visning" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Visningen er lagret" })).toBeVisible();
  await page.goto("/manage/plans");
  await expect(page).toHaveURL(/scope=own_trust/);
  await expect(page.getByRole("columnheader", { name: "Opprettet av" })).toHaveCount(0);
  await expect(page.locator("th[aria-sort=descending]")).toHaveText("Eierenhet");

  // reset: the saved view is gone, and all of the region is there
  await page.getByRole("button", { name: "Filter" }).click();
  await filters.getByRole("button", { name: "Tilbakestill filter" }).click();
  await expect(page).toHaveURL(/\?access=all$/);
  await page.goto("/manage/plans");
  await expect(names).toHaveCount(own);

  await names.first().click();
  const summary = page.getByRole("dialog");
  for (const what of ["Sist endret", "Dokumenteier", "Dokumentansvarlig", "Planvariant", "Fullføring", "Publisert", "Eierenhet"]) {
    await expect(summary.getByText(what, { exact: true })).toBeVisible();
  }
  await page.keyboard.press("Escape");
  await expect(summary).toHaveCount(0);
  await expect(names.first()).toBeFocused();
  await names.first().click();
  await summary.getByRole("link", { name: "Rediger" }).click();
  await expect(page.getByRole("tab", { name: "Innhold" })).toBeVisible();
});

// Of REQ-16
test("requirements are narrowed by owner, description and category, and their columns chosen", async ({ as }) => {
  const page = await as("trustAdmin");
  await page.goto("/manage/requirements?which=all");
  const names = page.locator("tbody a[id^=row-]");
  await expect(names.first()).toBeVisible();
  await page.getByRole("button", { name: "Filter" }).click();
  const filters = page.getByRole("dialog");
  await filters.getByRole("searchbox", { name: "Søk i beskrivelse" }).fill("kollega");
  await expect(page).toHaveURL(/description=kollega/);
  await filters.getByRole("checkbox", { name: "Beskrivelse" }).check();
  await expect(page.locator("tbody td[data-label=Beskrivelse]").first()).toContainText(/kollega/i);
  await filters.getByRole("button", { name: "Tilbakestill kolonner" }).click();
  await expect(page.locator("tbody td[data-label=Beskrivelse]")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Kategori" }).click();
  await expect(page).toHaveURL(/sort=category/);
  await names.first().click();
  await expect(page.getByRole("complementary")).toBeVisible();
});

// Of PLN-18
test("the system owner makes a central plan and a central requirement, and others are not offered to", async ({ as }) => {
  const owner = await as("owner");
  await owner.goto("/manage/plans");
  await owner.getByRole("button", { name: "Ny plan" }).click();
  const dialog = owner.getByRole("dialog");
  await expect(dialog.getByLabel("Innholdstype")).toHaveValue("central");
  await dialog.locator("input[id$=ownerUnitId]").pressSequentially("Helse");
  await owner.getByRole("option", { name: /Helse/ }).first().click();
  await dialog.getByLabel("Navn", { exact: true }).fill("Region-Felles-Smittevern");
  await dialog.getByRole("button", { name: "Opprett plan" }).click();
  await expect(owner.getByRole("heading", { level: 1, name: "Region-Felles-Smittevern" })).toBeVisible();
  await owner.goto("/manage/requirements?which=central");
  await owner.getByRole("button", { name: "Nytt krav" }).click();
  await dialog.getByLabel("Hva skal lages").selectOption({ label: "Regional læringsaktivitet" });
  await expect(dialog.getByLabel("Dokumentasjonsform").getByRole("option", { name: /veileder/ }).first()).toBeAttached();

  const writer = await as("specialist");
  await writer.goto("/manage/plans");
  await writer.getByRole("button", { name: "Ny plan" }).click();
  await expect(writer.getByRole("dialog").getByLabel("Navn", { exact: true })).toBeVisible();
  await expect(writer.getByRole("dialog").getByLabel("Innholdstype")).toHaveCount(0);
});

// Of REQ-18
test("central requirements stand without their owner, and with their courses where one asks for them", async ({ as, apiAs }) => {
  const author = await apiAs("trustAdmin");
  const units = expectData(await author.GET("/api/v1/units", { params: { query: { search: "Sykehuset Innlandet" } } }));
  const ownerUnitId = units.items.find((unit) => unit.name.startsWith("Sykehuset Innlandet"))?.id ?? "";
  const made = expectData(
    await author.POST("/api/v1/requirements", {
      body: {
        ownerUnitId,
        level: "central",
        content: { name: "Brannøvelse, felles", learningMethod: "course", documentationMethod: "course_portal_confirmation", courses: [{ id: "LP-17", name: "Brannvern", notOnPhone: false }] },
      },
    }),
  );
  expectData(await author.POST("/api/v1/requirements/{id}/publish", { params: { path: { id: made.id }, header: { "If-Match": `"${made.version}"` } } }));
  const page = await as("trustAdmin");
  await page.goto("/manage/requirements?which=central");
  await expect(page.getByRole("link", { name: "Brannøvelse, felles" })).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Eierenhet" })).toHaveCount(0);
  await expect(page.getByRole("columnheader", { name: "Kurs i kursportalen" })).toHaveCount(0);
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("dialog").getByRole("checkbox", { name: "Kurs i kursportalen" }).check();
  await page.keyboard.press("Escape");
  await expect(page.locator("tbody td[data-label='Kurs i kursportalen']").filter({ hasText: "LP-17 Brannvern" })).toBeVisible();
});

// Of REQ-18, PLN-18
test("what is central is found under global administration", async ({ as }) => {
  const page = await as("trustAdmin");
  for (const [card, address] of [["Sentrale krav", /which=central/], ["Sentrale planer", /scope=central/]] as const) {
    await page.goto("/admin");
    await page.getByRole("main").getByRole("link", { name: card }).click();
    await expect(page).toHaveURL(address);
    await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toBeVisible();
  }
});
