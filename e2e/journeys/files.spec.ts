// Files of a requirement: added by an author, fetched by an employee, byte for byte.
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type Download, type Page } from "@playwright/test";
import { expectData } from "../support/api.js";
import { broken, expect, test } from "../support/test.js";

const PDF = Buffer.from("%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n", "latin1");

const sha = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

async function opened(page: Page, name: string): Promise<void> {
  await page.goto(`/manage/requirements?search=${encodeURIComponent(name)}`);
  await page.locator("tbody a[id^=row-]").first().click();
  await page.getByRole("tab", { name: /^Filer/ }).click();
}

async function saved(page: Page, press: () => Promise<void>): Promise<{ download: Download; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  return { download, bytes: await readFile(await download.path()) };
}

// Proves REQ-1, REQ-6
test("an author adds files, and an employee fetches them", async ({ as }) => {
  const author = await as("specialist");
  await opened(author, "Blodtransfusjon");
  await expect(author.getByText("Ingen filer")).toBeVisible();
  const name = "Rutine for blåtransfusjon æøå.pdf";
  await author.locator("#add-files").setInputFiles([
    { name, mimeType: "text/plain", buffer: PDF },
    { name: "side.pdf", mimeType: "application/pdf", buffer: Buffer.from("<!DOCTYPE html><script>alert(1)</script>") },
    { name: "Sjekkliste.txt", mimeType: "text/plain", buffer: Buffer.from("Én ting\n") },
  ]);
  const list = author.locator(".list.files");
  await expect(list.getByRole("button", { name: /Last ned.*Rutine for blåtransfusjon æøå\.pdf/ })).toBeVisible();
  await expect(list.getByRole("button", { name: /Sjekkliste\.txt/ }).first()).toBeVisible();
  // The one that was refused says why, where it stands, and holds up no other.
  const refused = author.locator(".uploads > li");
  await expect(refused).toHaveCount(1);
  await expect(refused).toContainText("side.pdf");
  await expect(refused.getByRole("alert")).toContainText("tas ikke imot");
  await refused.getByRole("button", { name: "Fjern fra listen" }).click();
  await expect(refused).toHaveCount(0);
  await expect(author.locator("#add-files")).toBeFocused();

  const nurse = await as("nurse");
  await nurse.goto("/plans");
  await nurse.getByRole("link", { name: "SIHF-Med-SP3-Ny sykepleier" }).click();
  await nurse.getByRole("link", { name: "Blodtransfusjon" }).click();
  const button = nurse.locator(".sheet").getByRole("button", { name: /Rutine for blåtransfusjon/ });
  await expect(button).toContainText("PDF");
  const { download, bytes } = await saved(nurse, () => button.click());
  expect(download.suggestedFilename()).toBe(name);
  expect(sha(bytes)).toBe(sha(PDF));
  // What goes wrong is said in its place, and can be tried again.
  await broken(nurse, "**/files/*", async () => {
    await button.click();
    await expect(nurse.locator(".sheet dd [role=alert]")).toBeVisible();
  });
  const again = await saved(nurse, () => nurse.locator(".sheet dd").getByRole("button", { name: "Prøv igjen" }).click());
  expect(sha(again.bytes)).toBe(sha(PDF));

  // Removed, it is gone for all of them at once.
  await author.getByRole("button", { name: `Fjern ${name}` }).click();
  await author.getByRole("dialog").getByRole("button", { name: "Fjern filen" }).click();
  await expect(list.getByRole("button", { name: /Rutine for blåtransfusjon/ })).toHaveCount(0);
  await nurse.reload();
  await expect(nurse.getByRole("button", { name: /Sjekkliste\.txt/ })).toBeVisible();
  await expect(nurse.getByRole("button", { name: /Rutine for blåtransfusjon/ })).toHaveCount(0);
});

// Proves REQ-1
test("files wait for the first publication, and stay with the versions they were in", async ({ as, apiAs, clock }) => {
  const writer = await apiAs("specialist");
  const units = expectData(await writer.GET("/api/v1/units", { params: { query: { search: "Medisinsk sengepost 3" } } }));
  const content = { name: "Infusjonspumpe", learningMethod: "practice", documentationMethod: "self_registration" } as const;
  expectData(await writer.POST("/api/v1/requirements", { body: { ownerUnitId: units.items[0]?.id ?? "", content } }));
  const author = await as("specialist");
  await opened(author, "Infusjonspumpe");
  await expect(author.getByText("Filer kan legges til når kravet er publisert for første gang.")).toBeVisible();
  await expect(author.locator("#add-files")).toHaveCount(0);
  await author.getByRole("tab", { name: "Rediger" }).click();
  await author.getByRole("button", { name: "Publiser …" }).click();
  await author.getByRole("dialog").getByRole("button", { name: "Publiser", exact: true }).click();
  await expect(author.getByText("Kravet er publisert.")).toBeVisible();
  await author.getByRole("tab", { name: /^Filer/ }).click();
  await author.locator("#add-files").setInputFiles({ name: "Pumpe.pdf", mimeType: "application/pdf", buffer: PDF });
  await expect(author.getByRole("tab", { name: /^Filer/ })).toContainText("1");

  await clock.set("2026-11-25T09:00:00+01:00");
  // two nights later one signs in anew
  const later = await as("specialist");
  await opened(later, "Infusjonspumpe");
  await later.getByRole("button", { name: "Fjern Pumpe.pdf" }).click();
  await later.getByRole("dialog").getByRole("button", { name: "Fjern filen" }).click();
  await expect(later.getByText("Ingen filer")).toBeVisible();
  await later.getByRole("tab", { name: "Versjoner" }).click();
  await later.locator(".fold > summary").first().click();
  await later.getByRole("button", { name: "Les hele versjonen" }).first().click();
  const kept = later.getByRole("button", { name: /Pumpe\.pdf/ });
  const { bytes } = await saved(later, () => kept.click());
  expect(sha(bytes)).toBe(sha(PDF));
});
