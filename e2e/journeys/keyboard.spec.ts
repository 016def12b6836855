// Work done without a pointer: the focus is always seen, goes into what opens, and comes back when it closes.
import { find, finder, pressOn, tabTo, typeInto } from "../support/keys.js";
import { PASSWORD, people } from "../support/people.js";
import { expect, test } from "../support/test.js";

const PLAN = "SIHF-Med-SP3-Tastatur";

// Of PLN-1, PLN-3, PLN-6, PLN-9
test("a plan is written and published by keyboard", async ({ as }) => {
  const page = await as("specialist");
  await page.goto("/manage/plans");
  await pressOn(page, page.getByRole("button", { name: "Ny plan" }));
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator(":focus")).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Ny plan" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(dialog.locator("input[id$=ownerUnitId]")).toHaveValue("Medisinsk sengepost 3");
  await typeInto(page, dialog.getByRole("textbox", { name: "Navn" }), PLAN);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: PLAN })).toBeFocused();

  // two sections, and two requirements in the second
  const newSection = page.getByRole("button", { name: "Ny delplan" });
  for (const name of ["Først", "Sist"]) {
    await pressOn(page, newSection);
    await expect(dialog.getByLabel("Navn på delplanen")).toBeFocused();
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 2, name })).toBeVisible();
    await expect(newSection).toBeFocused();
  }
  const last = page.locator("section.section", { has: page.getByRole("heading", { name: "Sist" }) });
  const newRequirement = last.getByRole("button", { name: "Nytt krav" });
  for (const name of ["Vaske hender", "Bruke hansker"]) {
    await pressOn(page, newRequirement);
    await expect(dialog.getByRole("textbox", { name: "Navn" })).toBeFocused();
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await expect(last.getByText(name)).toBeVisible();
    await expect(newRequirement).toBeFocused();
  }

  // the second requirement above the first, the second section above the first
  const rows = page.locator("section.section li b");
  const gloves = page.getByRole("button", { name: "Dra for å flytte Bruke hansker" });
  const saved = async (): Promise<boolean> => (await page.waitForResponse(/\/plans\/[^/]+\/order$/)).ok();
  await Promise.all([saved(), pressOn(page, gloves, "ArrowUp")]);
  await expect(rows).toHaveText(["Bruke hansker", "Vaske hender"]);
  await expect(gloves).toBeFocused();
  await page.reload();
  await expect(rows).toHaveText(["Bruke hansker", "Vaske hender"]);
  const section = page.getByRole("button", { name: "Dra for å flytte Sist" });
  await Promise.all([saved(), pressOn(page, section, "ArrowUp")]);
  await expect(page.locator("section.section h2")).toHaveText(["Sist", "Først"]);
  await expect(section).toBeFocused();
  await page.reload();
  await expect(page.locator("section.section h2")).toHaveText(["Sist", "Først"]);

  // approval, and the question before it
  await pressOn(page, page.getByRole("link", { name: "Godkjenn 2 endringer" }));
  await pressOn(page, page.getByRole("button", { name: "Godkjenn 2 krav …" }));
  await expect(dialog.locator(":focus")).toHaveCount(1);
  await pressOn(page, dialog.getByRole("button", { name: "Godkjenn", exact: true }));
  await expect(page.getByText("Godkjent. Planen er nå i versjon 1.0.")).toBeVisible();

  // the tabs are walked by arrows
  await tabTo(page, page.getByRole("tab", { name: "Godkjenning" }));
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await find(page, finder(page, "Dokumenteier"), "Mona Hau", /Mona Haugen/);
  await find(page, finder(page, "Dokumentansvarlig"), "Mona Hau", /Mona Haugen/);
  await pressOn(page, page.getByRole("button", { name: "Lagre og publiser" }));
  await expect(page.getByText(/Publisert på Medisinsk sengepost 3/).first()).toBeVisible();
});

// Proves ACC-2, LOA-7
test("two positions: one is chosen when signing in, and exchanged for the other by keyboard", async ({ page }) => {
  await page.goto("/");
  await typeInto(page, page.getByLabel("E-post"), people.lent);
  await typeInto(page, page.getByRole("textbox", { name: "Passord" }), PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Velg stilling" })).toBeFocused();
  await pressOn(page, page.getByRole("button", { name: "Midlertidig utlånt til Akuttmottak" }));
  const me = page.getByRole("banner");
  await expect(me).toContainText("Akuttmottak");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();

  await pressOn(page, page.getByRole("button", { name: /^Amir Rahimi/ }));
  await pressOn(page, page.getByRole("dialog").getByRole("button", { name: "Sykepleier Medisinsk sengepost 3" }));
  await expect(me).toContainText("Medisinsk sengepost 3");
  await expect(page.getByRole("status").filter({ hasText: "Du arbeider nå som: Sykepleier" })).toBeVisible();
});

// Proves SIG-1, SIG-2, SIG-4
test("requests are signed and rejected by keyboard", async ({ as }) => {
  const page = await as("specialist");
  await page.goto("/signing");
  const list = page.locator(".inbox-list");
  const rows = list.getByRole("listitem");
  await expect(rows.first()).toBeVisible();
  const before = await rows.count();
  expect(before).toBeGreaterThan(1);

  // by letters: on to the first, sign it, and the next is there with the focus on its line
  await page.keyboard.press("j");
  const first = (await rows.first().getByRole("link").textContent()) ?? "";
  await expect(page.getByRole("complementary", { name: first })).toBeVisible();
  await expect(page.getByRole("button", { name: "Signer", exact: true })).toBeVisible();
  await page.keyboard.press("s");
  await expect(page.getByRole("status").filter({ hasText: `Signert: ${first}` })).toBeVisible();
  await expect(rows).toHaveCount(before - 1);
  await expect(rows.first().getByRole("link")).toBeFocused();

  // by Tab alone: reject the next, with what the dialog asks for
  await pressOn(page, page.getByRole("button", { name: "Avvis …" }));
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator(":focus")).toHaveCount(1);
  await pressOn(page, dialog.getByRole("button", { name: "Avvis", exact: true }));
  await expect(dialog.getByLabel("Årsak")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await typeInto(page, dialog.getByRole("textbox", { name: "Kommentar" }), "Ta den med i praksis først.");
  await pressOn(page, dialog.getByRole("button", { name: "Avvis", exact: true }));
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("status").filter({ hasText: "Avvist:" })).toBeVisible();
  await expect(rows).toHaveCount(before - 2);
  await expect(page.locator(":focus")).toHaveCount(1);
});
