// A plan as those who have it see it, and as it will be: by links that open for anybody signed in.
import { PASSWORD, people } from "../support/people.js";
import { expect, test } from "../support/test.js";

// Proves PLN-13
test("two previews are handed on by their links", async ({ as }) => {
  const page = await as("specialist");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const copied = async (): Promise<string> => {
    await page.getByRole("button", { name: "Kopier lenke" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Lenken er kopiert" }).first()).toBeVisible();
    return await page.evaluate(async () => await navigator.clipboard.readText());
  };
  await page.goto("/manage/plans");
  await page.getByRole("link", { name: "SIHF-Med-SP3-Ny sykepleier" }).click();
  await page.getByRole("dialog").getByRole("link", { name: "Rediger" }).click();
  await page.locator("section.section").first().getByRole("button", { name: "Nytt krav" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Navn" }).fill("Varsle ved blødning");
  await page.keyboard.press("Enter");
  await expect(page.locator("section.section").getByText("Varsle ved blødning")).toBeVisible();

  // that of what is active from the editor, that with changes from itself
  const active = await copied();
  await page.getByRole("link", { name: "Forhåndsvisning med endringer" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "SIHF-Med-SP3-Ny sykepleier" })).toBeVisible();
  const changes = await copied();
  expect(changes).toBe(`${active}/changes`);

  // somebody of another trust, who neither has the plan nor writes it
  const other = await as("otherTrust");
  await other.goto(active);
  await expect(other.getByRole("heading", { level: 1, name: "SIHF-Med-SP3-Ny sykepleier" })).toBeVisible();
  await expect(other.getByText("Slik ser planen ut for dem som har den.", { exact: false })).toBeVisible();
  await expect(other.getByText("Varsle ved blødning")).toHaveCount(0);
  await other.getByRole("link", { name: "Med endringer" }).click();
  await expect(other).toHaveURL(changes);
  const waiting = other.locator("details", { hasText: "Varsle ved blødning" });
  await waiting.locator("summary").click();
  await expect(waiting.getByText("Ikke aktivert")).toBeVisible();
  await expect(waiting.getByText("Kladd", { exact: true })).toBeVisible();
  await expect(other.getByRole("link", { name: "Rediger" })).toHaveCount(0);
});

// Proves PLN-13
test("a link opens after sign-in and not without", async ({ as, page }) => {
  const writer = await as("specialist");
  await writer.goto("/manage/plans");
  await writer.getByRole("link", { name: "SIHF-Med-SP3-Ny sykepleier" }).click();
  const link = (await writer.getByRole("dialog").getByRole("link", { name: "Forhåndsvisning" }).getAttribute("href")) ?? "";
  await page.goto(link);
  const password = page.getByRole("textbox", { name: "Passord" });
  await expect(password).toBeVisible();
  await expect(page.getByText("SIHF-Med-SP3-Ny sykepleier")).toHaveCount(0);
  await page.getByLabel("E-post").fill(people.otherTrust);
  await password.fill(PASSWORD);
  await password.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "SIHF-Med-SP3-Ny sykepleier" })).toBeVisible();
});
