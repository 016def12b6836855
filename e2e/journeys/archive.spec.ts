// Content out of use and back: a requirement in one plan, and everywhere.
import { expectData } from "../support/api.js";
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
  await expect(page.getByText(/Kravet går ut av (én plan|\d+ planer)\./)).toBeVisible();
  await expect(page.getByText(/medarbeidere? berøres/)).toBeVisible();
  await page.getByLabel("Årsak").fill("Erstattet av regional prosedyre");
  await page.getByRole("button", { name: "Arkiver kravet" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Arkiver kravet" }).click();
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

// Of REQ-9
test("a share that has ended is struck through where it was used, and can be renewed", async ({ as, apiAs }) => {
  const author = await apiAs("specialist");
  const units = expectData(await author.GET("/api/v1/units", { params: { query: { search: "Medisinsk sengepost 3" } } }));
  const plan = expectData(await author.POST("/api/v1/plans", { body: { ownerUnitId: units.items[0]?.id ?? "", name: "SIHF-Med-SP3-Stomi" } }));
  const made = expectData(await author.POST("/api/v1/plans/{id}/sections", { params: { path: { id: plan.id } }, body: { name: "Stell" } }));
  const path = { id: plan.id, sectionId: made.sections[0]?.id ?? "" };
  const content = { name: "Bytte stomipose", learningMethod: "practice", documentationMethod: "self_registration" } as const;
  const held = expectData(await author.POST("/api/v1/plans/{id}/sections/{sectionId}/requirements", { params: { path }, body: { new: content } }));
  const page = await as("specialist");
  await page.goto(`/manage/requirements?requirement=${held.sections[0]?.requirements[0]?.requirement.id}`);
  await page.getByRole("tab", { name: "Deling" }).click();
  const shares = page.getByRole("tabpanel");
  await expect(shares.getByText("Uten underenheter · én plan")).toBeVisible();
  await shares.getByRole("button", { name: "Avslutt deling med Medisinsk sengepost 3" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Avslutt deling" }).click();
  const struck = shares.locator("s", { hasText: "Medisinsk sengepost 3" });
  await expect(struck).toBeVisible();
  await shares.getByRole("button", { name: "Del på nytt med Medisinsk sengepost 3" }).click();
  await expect(struck).toHaveCount(0);
});

// Of PLN-11
test("before a plan is archived it is said how many have it, and a reason is asked for", async ({ as }) => {
  const page = await as("trustAdmin");
  await page.goto("/manage/plans?search=Ny sykepleier");
  await page.locator("tbody a[id^=plan-]").first().click();
  await page.getByRole("link", { name: "Rediger" }).click();
  await page.getByRole("tab", { name: "Arkivering" }).click();
  await expect(page.getByText(/(Én stilling|\d+ stillinger) har planen\./)).toBeVisible();
  await expect(page.getByText(/medarbeidere? berøres/)).toBeVisible();
  await page.getByRole("button", { name: "Arkiver planen" }).click();
  await expect(page.locator(".ds-validation-message").first()).toBeVisible();
  await page.getByLabel("Årsak").fill("Erstattet");
  await page.getByRole("button", { name: "Arkiver planen" }).click();
  const dialog = page.getByRole("dialog", { name: "Arkivere planen?" });
  await expect(dialog.getByText(/medarbeidere? berøres/)).toBeVisible();
  await dialog.getByRole("button", { name: "Arkiver planen" }).click();
  await expect(page.getByText("Erstattet")).toBeVisible();
});
