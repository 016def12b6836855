// What is done seldom and must not go wrong: people and units from HR, plans written together, access given.
import type { Locator, Page } from "@playwright/test";
import { expectData } from "../support/api.js";
import { expect, test } from "../support/test.js";

const UNITS = `\uFEFForgnr;org_navn;behsh;behsh_navn;behhf;behhf_navn;behrhf;behrhf_navn
983974880;Fjordsykehuset HF;10;Fjordsykehuset HF;1;Fjordsykehuset HF;1;Helse Fjord RHF
978296296;Fjord helsesenter;11;Klinikk Fjord;1;Fjordsykehuset HF;1;Helse Fjord RHF
974795930;Fjord poliklinikk;11;Klinikk Fjord;1;Fjordsykehuset HF;1;Helse Fjord RHF
`;

// Proves POS-4
test("a file from HR is tried, carried out and reported line by line; the second time it changes nothing", async ({ as }) => {
  const page = await as("owner");
  await page.goto("/admin/hr-imports");
  const choose = async (name: string, text: string | Buffer) => {
    await page.getByLabel("Fil", { exact: true }).setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
    await page.getByRole("button", { name: "Prøv filen" }).click();
  };
  const report = page.locator("section").filter({ has: page.getByRole("heading", { name: "Rapport" }) });

  await page.getByRole("button", { name: "Prøv filen" }).click();
  await expect(page.getByText("Velg en fil", { exact: true })).toBeVisible();
  await choose("picture.csv", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0x00, 0x0a]));
  await expect(report.getByText(/ikke tekst i UTF-8/)).toBeVisible();
  await choose("units.csv", UNITS);
  await expect(report.getByText(/Filen mangler kolonner/)).toBeVisible();
  await expect(report.getByText(/person_id/)).toBeVisible();

  await page.getByLabel("Hva filen inneholder").selectOption({ label: "Enheter fra den nasjonale behandlerlisten" });
  await choose("units.csv", UNITS);
  await expect(report.getByText("Ingenting er endret ennå", { exact: false })).toBeVisible();
  const problem = report.getByRole("row").filter({ hasText: "feil kontrollsiffer" });
  await expect(problem.getByRole("cell").first()).toHaveText("3");
  await expect(problem).toContainText("978296296");
  await expect(report.getByRole("row").filter({ hasText: "Fjord poliklinikk" })).toContainText("Nye enheter");

  await page.getByRole("button", { name: "Gjennomfør …" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Gjennomfør importen" }).click();
  await expect(report.getByText("Import · Enheter fra den nasjonale behandlerlisten")).toBeVisible();
  await expect(report.getByText("Ferdig", { exact: true }).first()).toBeVisible();

  await choose("units.csv", UNITS);
  await expect(report.getByText("Filen endrer ingenting.")).toBeVisible();

  await page.getByRole("link", { name: "Global administrasjon" }).click();
  await page.getByRole("main").getByRole("link", { name: "Organisasjonskart" }).click();
  await page.getByLabel(/Søk i navn/).fill("Fjord poli");
  await expect(page.getByText("Helse Fjord RHF › Fjordsykehuset HF › Klinikk Fjord")).toBeVisible();
});

/** Sections and their requirements, as they stand in the editor. */
async function order(page: Page): Promise<string[]> {
  return await page.locator("section.section").evaluateAll((sections) =>
    sections.map((section) => {
      const rows = [...section.querySelectorAll("li b")].map((row) => row.textContent);
      return `${section.querySelector("h2")?.textContent}: ${rows.join(", ")}`;
    }),
  );
}

/** Takes hold of a handle with the pointer and lets go over something: its upper half is before it, its lower after. */
async function drag(page: Page, handle: Locator, onto: Locator, half: "upper" | "lower"): Promise<void> {
  await handle.scrollIntoViewIfNeeded();
  const from = await handle.boundingBox();
  const to = await onto.boundingBox();
  if (!from || !to) throw new Error("nothing to drag, or nowhere to drop it");
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width / 2, to.y + to.height * (half === "upper" ? 0.2 : 0.8), { steps: 5 });
  await page.mouse.up();
}

// Of PLN-3, PLN-4, PLN-6, PLN-9
test("a plan is written in the editor, ordered with the pointer, approved and published", async ({ as }) => {
  const page = await as("specialist");
  await page.goto("/manage/plans");
  await page.getByRole("button", { name: "Ny plan" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator("input[id$=ownerUnitId]")).toHaveValue("Medisinsk sengepost 3");
  await dialog.getByLabel("Navn", { exact: true }).fill("SIHF-Med-SP3-Smertelindring");
  await dialog.getByRole("button", { name: "Opprett plan" }).click();
  for (const name of ["Kartlegging", "Behandling"]) {
    await page.getByRole("button", { name: "Ny delplan" }).click();
    await dialog.getByLabel("Navn på delplanen").fill(name);
    await dialog.getByRole("button", { name: "Legg til" }).click();
    await expect(page.getByRole("heading", { name })).toBeVisible();
  }

  await page.getByRole("button", { name: "Hent eksisterende" }).first().click();
  const boxes = dialog.getByRole("checkbox");
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await dialog.getByRole("button", { name: "Hent 2 krav" }).click();
  await page.getByRole("button", { name: "Nytt krav" }).last().click();
  await dialog.getByLabel("Navn", { exact: true }).fill("Smertepumpe");
  await dialog.getByRole("button", { name: "Opprett i planen" }).click();
  await expect(page.getByText("Smertepumpe", { exact: true })).toBeVisible();

  await page.reload(); // what was said about all that is said no more, and lies over nothing
  await expect(page.getByText("Smertepumpe", { exact: true })).toBeVisible();
  const sections = page.locator("section.section");
  const rows = page.locator("section.section li");
  const names = await rows.locator("b").allTextContents();
  const [first, second] = names;
  // a row past its neighbour, into another section, and a section past another
  await drag(page, rows.nth(0).locator(".handle"), rows.nth(1), "lower");
  await expect.poll(async () => await order(page)).toEqual([`Kartlegging: ${second}, ${first}`, "Behandling: Smertepumpe"]);
  await drag(page, rows.nth(0).locator(".handle"), rows.nth(2), "upper");
  await expect.poll(async () => await order(page)).toEqual([`Kartlegging: ${first}`, `Behandling: ${second}, Smertepumpe`]);
  await drag(page, sections.nth(1).locator("header .handle"), sections.nth(0), "upper");
  const wanted = [`Behandling: ${second}, Smertepumpe`, `Kartlegging: ${first}`];
  await expect.poll(async () => await order(page)).toEqual(wanted);
  await page.reload();
  await expect.poll(async () => await order(page)).toEqual(wanted);

  await page.getByRole("tab", { name: "Publisering" }).click();
  await page.getByRole("link", { name: "Til eier og ansvarlig" }).click();
  for (const field of ["documentOwnerId", "documentAuthorId"]) {
    await page.locator(`input[id$=${field}]`).pressSequentially("Mona Hau");
    await page.getByRole("option", { name: /Mona Haugen/ }).first().click();
  }
  await page.getByRole("button", { name: "Lagre og publiser" }).click();
  await page.getByRole("tab", { name: "Godkjenning" }).click();
  await page.getByRole("button", { name: "Godkjenn 3 krav …" }).click();
  await dialog.getByRole("button", { name: "Godkjenn", exact: true }).click();
  await expect(page.getByText("Godkjent. Planen er nå i versjon 1.0.")).toBeVisible();
  await page.getByRole("tab", { name: "Publisering" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: "Medisinsk sengepost 3" })).toBeVisible();
});

// Of PLN-3
test("two people edit one plan: the later is shown what stands, and loses nothing", async ({ as, apiAs }) => {
  const author = await apiAs("specialist");
  const units = expectData(await author.GET("/api/v1/units", { params: { query: { search: "Medisinsk sengepost 3" } } }));
  const plan = expectData(
    await author.POST("/api/v1/plans", { body: { ownerUnitId: units.items[0]?.id ?? "", name: "SIHF-Med-SP3-Sårstell" } }),
  );
  const path = { id: plan.id };
  for (const name of ["En", "To", "Tre"]) {
    expectData(await author.POST("/api/v1/plans/{id}/sections", { params: { path }, body: { name } }));
  }
  const [one, other] = [await as("specialist"), await as("specialist")];
  for (const page of [one, other]) {
    await page.goto(`/manage/plans/${plan.id}`);
    await expect(page.getByRole("heading", { name: "Tre" })).toBeVisible();
  }
  const rename = async (page: Page, from: string, to: string) => {
    await page.getByRole("button", { name: `Gi ${from} nytt navn` }).click();
    await page.getByRole("dialog").getByLabel("Navn på delplanen").fill(to);
    await page.getByRole("dialog").getByRole("button", { name: "Lagre", exact: true }).click();
  };
  await rename(one, "En", "Vurdering");
  await expect(one.getByRole("heading", { name: "Vurdering" })).toBeVisible();

  // both names side by side, and the own one still there to be saved
  await rename(other, "En", "Sårvurdering");
  const dialog = other.getByRole("dialog");
  await expect(dialog.getByRole("cell", { name: "Sårvurdering" })).toBeVisible();
  await expect(dialog.getByRole("cell", { name: "Vurdering", exact: true })).toBeVisible();
  await dialog.getByRole("button", { name: "Lagre mitt likevel" }).click();
  await expect(other.getByRole("heading", { name: "Sårvurdering" })).toBeVisible();

  // a move in a plan that has changed: shown as it stands, and made when asked for again
  await one.getByRole("button", { name: "Dra for å flytte To" }).focus();
  await one.keyboard.press("ArrowDown");
  await expect(one.getByText(/Noen andre har endret planen/)).toBeVisible();
  await expect(one.getByRole("heading", { name: "Sårvurdering" })).toBeVisible();
  await expect.poll(async () => await order(one)).toEqual(["Sårvurdering: ", "To: ", "Tre: "]);
  await one.getByRole("button", { name: "Flytt likevel" }).click();
  await expect.poll(async () => await order(one)).toEqual(["Sårvurdering: ", "Tre: ", "To: "]);
  await expect(one.getByText(/Noen andre har endret planen/)).toHaveCount(0);
});

// Proves REQ-6
test("two people write one draft: both are shown, links and all, and leaving with something unsaved is asked about", async ({ as }) => {
  const one = await as("specialist");
  await one.goto("/manage/requirements");
  await one.getByRole("button", { name: "Nytt krav" }).click();
  const dialog = one.getByRole("dialog");
  await expect(dialog.locator("input[id$=ownerUnitId]")).toHaveValue("Medisinsk sengepost 3");
  await dialog.getByLabel("Navn", { exact: true }).fill("Kompresjonsbehandling");
  await dialog.getByRole("button", { name: "Opprett krav" }).click();
  const draft = (page: Page) => page.getByRole("complementary", { name: "Kompresjonsbehandling" });
  await expect(draft(one)).toBeVisible();
  const other = await as("specialist");
  await other.goto(one.url());
  await draft(other).getByLabel("Beskrivelse").fill("Fra den andre");
  await draft(other).getByRole("button", { name: "Lagre kladd" }).click();
  await expect(other.getByText("Kladden er lagret.")).toBeVisible();

  await draft(one).getByLabel("Beskrivelse").fill("Fra den ene");
  await draft(one).getByRole("button", { name: "Legg til lenke" }).click();
  await draft(one).getByLabel("Tittel").fill("Prosedyre");
  await draft(one).getByLabel("Nettadresse").fill("javascript:alert(1)");
  await draft(one).getByRole("button", { name: "Lagre kladd" }).click();
  await expect(draft(one).getByText(/Må være en nettadresse/).first()).toBeVisible();
  await draft(one).getByLabel("Nettadresse").fill("https://prosedyre.example.org");
  await draft(one).getByRole("button", { name: "Lagre kladd" }).click();
  const clash = draft(one).getByRole("alert");
  await expect(clash.getByText("Fra den andre")).toBeVisible();
  await expect(clash.getByText("Fra den ene")).toBeVisible();

  const asked: string[] = [];
  one.once("dialog", (question) => {
    asked.push(question.message());
    void question.dismiss();
  });
  await one.getByRole("listitem").getByRole("link").last().click();
  await expect.poll(() => asked).toEqual([expect.stringContaining("ikke er lagret")]);
  // field by field: the other's description, one's own link
  await clash.getByRole("group", { name: "Beskrivelse" }).getByRole("radio", { name: /Slik det står nå/ }).check();
  await clash.getByRole("button", { name: "Lagre det som er valgt" }).click();
  await expect(clash).toHaveCount(0);
  await expect(draft(one).getByLabel("Beskrivelse")).toHaveValue("Fra den andre");
  await expect(draft(one).getByLabel("Nettadresse")).toHaveValue("https://prosedyre.example.org");
});

// Proves ACC-4, ACC-8
test("a role is given over a unit, opens what it is for, and is taken away again", async ({ as }) => {
  const ida = await as("nurse");
  await ida.goto("/");
  await expect(ida.getByRole("link", { name: "Planer", exact: true })).toBeVisible();
  await expect(ida.getByRole("link", { name: "Administrer planer" })).toHaveCount(0);

  const owner = await as("owner");
  await owner.goto("/admin/roles");
  await owner.getByLabel("Søk i navn, e-post eller enhet").fill("Ida Nilsen");
  await owner.getByRole("link", { name: "Ida Nilsen" }).click();
  const panel = owner.getByRole("complementary");
  await panel.getByLabel("Rolle").selectOption({ label: "Fagansvarlig B" });
  await panel.getByRole("button", { name: "Gi rolle" }).click();
  await expect(panel.getByText("Må fylles ut")).toBeVisible();
  await panel.locator("input[id$=unitId]").pressSequentially("Medisinsk sengepost 3");
  await owner.getByRole("option", { name: /Medisinsk sengepost 3/ }).click();
  await panel.getByRole("button", { name: "Gi rolle" }).click();
  const granted = panel.getByRole("listitem").filter({ hasText: "Fagansvarlig B" });
  await expect(granted).toContainText("Medisinsk sengepost 3");

  await ida.reload();
  await expect(ida.getByRole("link", { name: "Administrer planer" })).toBeVisible();

  await granted.getByRole("button", { name: "Fjern rollen Fagansvarlig B …" }).click();
  await owner.getByRole("dialog").getByRole("button", { name: "Fjern rollen" }).click();
  await expect(granted).toHaveCount(0);
  await ida.reload();
  await expect(ida.getByRole("link", { name: "Planer", exact: true })).toBeVisible();
  await expect(ida.getByRole("link", { name: "Administrer planer" })).toHaveCount(0);
});

// Proves ACC-8
test("a trust admin reads who has which role, by unit and whether active, and is told that she changes nothing", async ({ as }) => {
  const admin = await as("trustAdmin");
  await admin.goto("/admin/roles");
  await expect(admin.getByText("Roller gis av systemeier")).toBeVisible();
  await expect(admin.getByText("Her ser du rollene stillingen har.")).toBeVisible();
  await admin.getByLabel("I enhet").pressSequentially("Medisinsk sengepost 3");
  await admin.getByRole("option", { name: /Medisinsk sengepost 3/ }).click();
  await expect(admin).toHaveURL(/unit=/);
  await admin.getByRole("link", { name: "Ida Nilsen" }).click();
  const panel = admin.getByRole("complementary");
  await expect(panel.getByText("Sist logget på")).toBeVisible();
  await expect(panel.getByRole("button", { name: "Gi rolle" })).toHaveCount(0);
  await admin.getByLabel("Status").selectOption({ label: "Inaktiv" });
  await expect(admin).toHaveURL(/state=closed/);
  await expect(admin.getByRole("link", { name: "Ida Nilsen" })).toHaveCount(0);
});

// Stored for the person, in whose language mails are written too
test("the language chosen follows one to another machine", async ({ as }) => {
  const ida = await as("nurse");
  await ida.goto("/settings");
  await ida.getByLabel("Nynorsk").last().check();
  await expect(ida.getByRole("heading", { name: "Innstillingar" })).toBeVisible();

  const elsewhere = await as("nurse");
  await elsewhere.goto("/settings");
  await expect(elsewhere.getByRole("heading", { name: "Innstillingar" })).toBeVisible();
  await elsewhere.getByRole("button", { name: /^Ida Nilsen/ }).click();
  await elsewhere.getByRole("dialog").getByRole("button", { name: "English" }).click();
  await expect(elsewhere.getByRole("heading", { name: "Settings" })).toBeVisible();
  await ida.reload();
  await expect(ida.getByRole("heading", { name: "Settings" })).toBeVisible();
});
