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

// Proves REQ-9, REQ-13, REQ-17
test("a requirement is shared, archived and taken back", async ({ as }) => {
  const page = await as("trustAdmin");
  await page.goto("/manage/requirements?search=Fallforebygging");
  await page.locator("tbody a[id^=row-]").first().click();
  await page.getByRole("tab", { name: "Deling" }).click();
  await page.locator("input[id$=unitId]").pressSequentially("Intensiv");
  await page.getByRole("option", { name: /Intensivavdelingen/ }).click();
  await page.getByRole("button", { name: "Del kravet" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Intensivavdelingen" })).toBeVisible();
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
