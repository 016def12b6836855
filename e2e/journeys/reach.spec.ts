// A phone, the two other languages, and what is said when something is empty or goes wrong.
import { expectAccessible, expectReflows } from "../support/axe.js";
import { finder } from "../support/keys.js";
import { speak, text } from "../support/language.js";
import { broken, expect, test } from "../support/test.js";

// Proves FUL-5
test("on a phone a nurse does a requirement and sends it", async ({ as }) => {
  const page = await as("nurse");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/");
  await page.getByRole("navigation", { name: "Snarveier" }).getByRole("link", { name: "Planer" }).click();
  await page.getByRole("link", { name: "SIHF-Med-SP3-Ny sykepleier" }).click();
  await page.getByRole("link", { name: "Blodtransfusjon" }).click();
  const panel = page.getByRole("complementary", { name: "Blodtransfusjon" });
  await expect(panel.getByRole("heading", { name: "Blodtransfusjon" })).toBeFocused();
  await panel.getByRole("button", { name: "I dag" }).click();
  await panel.getByLabel("Hvem så deg gjøre det?").pressSequentially("Mona Hau");
  await page.getByRole("option", { name: /Mona Haugen/ }).click();
  await panel.getByLabel("Kommentar").fill("Kontrollert sammen med Mona.");
  await expectAccessible(page);
  await panel.getByRole("button", { name: "Send til signering" }).click();
  await expect(panel.getByText("Venter på signatur").first()).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "Mona Haugen" })).toBeVisible();
  await panel.getByRole("button", { name: "Lukk" }).click();
  await expect(page.getByRole("link", { name: "Blodtransfusjon" })).toBeFocused();
});

// Proves LOA-1
test("a manager lends an employee in nynorsk, and is told so in the dialog", async ({ as }) => {
  const page = await as("manager");
  await speak(page, "nn");
  const say = (key: string): string => text("nn", key);
  await page.goto("/employees");
  await expect(page.getByRole("heading", { level: 1, name: say("employee.title") })).toBeVisible();
  await page.getByRole("row", { name: /Ida Nilsen/ }).locator("button[id^=loans-]").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: say("loan.new") }).click();
  await finder(dialog, say("loan.unit")).pressSequentially("sengepost 4");
  await page.getByRole("option", { name: /Medisinsk sengepost 4/ }).click();
  // whoever leads there is filled in
  await expect(dialog.getByLabel(say("loan.manager"))).toHaveValue(/.+/);
  await dialog.getByRole("textbox", { name: say("loan.starts_on") }).fill("01.12.2026");
  await dialog.getByRole("button", { name: say("loan.create"), exact: true }).click();
  // a page behind a dialog is out of sight and mute: the message belongs into the dialog
  const said = dialog.getByRole("status").filter({ hasText: say("loan.created") });
  await expect(said).toBeVisible();
  await expect(said.getByRole("button", { name: say("common.close") })).toBeEnabled();
  await said.getByRole("button", { name: say("common.close") }).click();
  await expect(page.getByText(say("loan.created"))).toHaveCount(0);
  await expect(dialog.getByText("Medisinsk sengepost 4").first()).toBeVisible();
});

// Proves SIG-2
test("a specialist who reads English signs", async ({ as }) => {
  const page = await as("specialist");
  await speak(page, "en");
  const say = (key: string): string => text("en", key);
  await page.goto("/signing");
  await expect(page).toHaveTitle(new RegExp(say("signature.title")));
  const row = page.locator(".inbox-list").getByRole("listitem").first();
  await row.getByRole("link").click();
  await expect(page.getByText(/\d{1,2} [A-Z][a-z]{2} \d{4}/).first()).toBeVisible();
  await page.getByRole("button", { name: say("signature.sign"), exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: say("signature.said_signed").split(":")[0] ?? "" })).toBeVisible();
  await page.getByRole("button", { name: say("common.undo") }).click();
  await expect(page.getByRole("status").filter({ hasText: say("signature.said_cancelled").split(":")[0] ?? "" })).toBeVisible();
});

test("a list, a panel and a form say what went wrong, and go on from there", async ({ as }) => {
  const page = await as("specialist");
  const alert = page.getByRole("alert").filter({ has: page.getByRole("button", { name: "Prøv igjen" }) });

  // the list: the server fails, then answers
  await broken(page, "**/api/v1/signature-requests?*", async () => {
    await page.goto("/signing");
    await expect(alert).toBeVisible();
    await expectAccessible(page);
    await expectReflows(page);
  });
  await alert.getByRole("button").click();
  const row = page.locator(".inbox-list").getByRole("listitem").first();
  await expect(row).toBeVisible();

  // the panel
  await broken(page, "**/api/v1/signature-requests/*", async () => {
    await row.getByRole("link").click();
    await expect(alert).toBeVisible();
    await expectAccessible(page);
  });
  await alert.getByRole("button").click();
  await expect(page.getByRole("button", { name: "Signer", exact: true })).toBeVisible();

  // the form: nothing typed is lost
  await page.goto("/manage/requirements");
  await page.getByRole("button", { name: "Nytt krav" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator("input[id$=ownerUnitId]")).toHaveValue("Medisinsk sengepost 3");
  await dialog.getByRole("textbox", { name: "Navn" }).fill("Ny prosedyre");
  await broken(page, "**/api/v1/requirements", async () => {
    await dialog.getByRole("button", { name: "Opprett krav" }).click();
    await expect(dialog.getByRole("alert")).toBeVisible();
    await expect(dialog.getByRole("textbox", { name: "Navn" })).toHaveValue("Ny prosedyre");
    await expectAccessible(page);
    await expectReflows(page);
  });
  await dialog.getByRole("button", { name: "Opprett krav" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Kravet er opprettet som kladd." })).toBeVisible();
});
