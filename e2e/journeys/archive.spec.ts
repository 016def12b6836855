// Content out of use and back: a requirement in one plan, and everywhere.
import { expect, test } from "../support/test.js";

// Proves PLN-8
test("a requirement is deactivated in a plan, and reactivated in another section", async ({ as }) => {
  const page = await as("trustAdmin");
  await page.goto("/manage/plans?search=Respirator");
  await page.locator("tbody a[id^=plan-]").first().click();
  await page.getByRole("link", { name: "Rediger" }).click();
  const row = page.locator("section.section").first().locator("li", { hasText: "Alarmgrenser" });
  await row.getByRole("button", { name: "Deaktiver Alarmgrenser" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Deaktiver" }).click();
  await expect(dialog.locator(".ds-validation-message")).toBeVisible();
  await dialog.getByLabel("Årsak").fill("Utstyret er byttet");
  await dialog.getByRole("button", { name: "Deaktiver" }).click();
  const gone = page.locator("section", { has: page.getByRole("heading", { name: "Deaktiverte krav" }) });
  await expect(gone.getByText(/av Berit Vold: Utstyret er byttet/)).toBeVisible();
  await expect(row).toHaveCount(0);

  await gone.getByRole("button", { name: "Reaktiver Alarmgrenser" }).click();
  await dialog.getByLabel("Delplan").selectOption({ label: "Pasienten" });
  await dialog.getByRole("button", { name: "Reaktiver" }).click();
  await expect(gone).toHaveCount(0);
  await expect(page.getByText("versjon 1.1")).toBeVisible();
  await expect(page.locator("section.section").nth(1).getByText("Alarmgrenser")).toBeVisible();
});

// Proves PLN-8
test("what was deactivated in a plan is listed there, read, and found by those who have it", async ({ as }) => {
  const ida = await as("nurse");
  await ida.goto("/plans");
  await ida.getByRole("link", { name: "SIHF-Med-SP3-Prosedyrer og utstyr" }).click();
  const out = ida.locator("section", { has: ida.getByRole("heading", { name: "Deaktiverte krav" }) });
  await expect(out.getByText(/Deaktivert .* av Lars Berg: Vi bruker øretermometer nå\./)).toBeVisible();
  await out.getByRole("link", { name: "Glasstermometer, bruk" }).click();
  const panel = ida.getByRole("complementary", { name: "Glasstermometer, bruk" });
  await expect(panel.getByText("Deaktivert i denne planen")).toBeVisible();
  await expect(panel.getByText("Mål temperaturen på to pasienter.")).toBeVisible();
  await expect(panel.getByRole("button", { name: "Marker som innfridd" })).toHaveCount(0);

  await ida.goto("/plans");
  await ida.getByRole("searchbox", { name: "Søk i egne planer" }).pressSequentially("glass");
  const found = ida.getByRole("listitem").filter({ hasText: "Glasstermometer, bruk" });
  await expect(found.getByText("Deaktivert", { exact: true })).toBeVisible();
});

// Proves REQ-9, REQ-13, REQ-17
test("a requirement is shared, archived and taken back", async ({ as }) => {
  const page = await as("trustAdmin");
  await page.goto("/manage/requirements?search=Fallforebygging");
  await page.locator("tbody a[id^=row-]").first().click();
  await page.getByRole("tab", { name: "Deling" }).click();
  // several units, and one thought better of
  for (const [typed, name] of [["Intensiv", /Intensivavdelingen/], ["Medisinsk sengepost 3", /Medisinsk sengepost 3/], ["Akutt", /Akuttmottak/]] as const) {
    await page.locator("input[id$=unitIds]").pressSequentially(typed);
    await page.getByRole("option", { name }).first().click();
    await expect(page.getByRole("tabpanel").getByRole("button", { name: /^Fjern / }).last()).toBeVisible();
  }
  await page.getByRole("button", { name: "Fjern Akuttmottak" }).click();
  await page.getByRole("button", { name: "Del med 2 enheter" }).click();
  await expect(page.getByText("Delingen er lagret.")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Intensivavdelingen" })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Akuttmottak" })).toHaveCount(0);
  await page.getByRole("tab", { name: "Versjoner" }).click();
  await expect(page.getByText(/Versjon 1, publisert/).first()).toBeVisible();

  await page.getByRole("tab", { name: "Nullstill og arkiver" }).click();
  await page.getByLabel("Årsak").fill("Erstattet av regional prosedyre");
  await page.getByRole("button", { name: "Arkiver kravet" }).click();
  await expect(page.getByText("Kan hentes tilbake til")).toBeVisible();
  await page.goto("/manage/requirements?which=archive");
  await page.locator("tbody a[id^=row-]", { hasText: "Fallforebygging" }).click();
  await page.getByRole("tab", { name: "Arkiv" }).click();
  await expect(page.getByRole("tabpanel").getByText("Erstattet av regional prosedyre")).toBeVisible();
  await page.getByRole("button", { name: /Hent tilbake/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Hent tilbake" }).click();
  await page.goto("/manage/requirements?search=Fallforebygging");
  await expect(page.locator("tbody a[id^=row-]")).toHaveCount(1);
});
