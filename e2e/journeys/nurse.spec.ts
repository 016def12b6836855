// A nurse's week: every way in which a requirement is fulfilled, on a ward PC and on a phone.
import { type BrowserContext, type Locator, type Page, devices } from "@playwright/test";
import { expectAccessible, expectReflows } from "../support/axe.js";
import { PASSWORD, people } from "../support/people.js";
import { takePictures } from "../support/pictures.js";
import { expect, test } from "../support/test.js";

const PLAN = "SIHF-Med-SP3-Prosedyrer og utstyr";
const PDF = Buffer.from("%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n", "latin1");

async function openPlan(page: Page, name = PLAN): Promise<void> {
  await page.goto("/plans");
  await page.getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

/** The panel of a requirement of the plan that is open. */
async function openRequirement(page: Page, name: string): Promise<Locator> {
  await page.locator("a[id^=krav-]", { hasText: name }).click();
  const panel = page.getByRole("complementary", { name });
  await expect(panel.getByRole("heading", { level: 2, name })).toBeVisible();
  return panel;
}

const said = (page: Page, text: string | RegExp): Locator => page.locator(".toast").filter({ hasText: text });

const row = (page: Page, name: string): Locator => page.getByRole("listitem").filter({ has: page.locator("a[id^=krav-]", { hasText: name }) });

// Proves FUL-8
test("what is done many times is registered with one press, and taken back with another", async ({ as }) => {
  const ida = await as("nurse");
  await openPlan(ida);
  await expect(row(ida, "Blodprøvetaking")).toContainText("4 av 10 ganger");
  const panel = await openRequirement(ida, "Blodprøvetaking");
  await expect(panel.locator(".count-of")).toHaveText("4 av 10");
  await panel.getByRole("button", { name: "Én til i dag" }).click();
  await expect(panel.locator(".count-of")).toHaveText("5 av 10");
  await expect(row(ida, "Blodprøvetaking")).toContainText("5 av 10 ganger");
  await said(ida, "5 av 10").getByRole("button", { name: "Angre" }).click();
  await expect(panel.locator(".count-of")).toHaveText("4 av 10");

  await panel.getByLabel("Dato utført").fill("20.11.2026");
  await panel.getByLabel("Antall").fill("51");
  await panel.getByRole("button", { name: "Registrer" }).click();
  await expect(panel.getByText("Kan ikke være større enn 50").first()).toBeVisible();
  await panel.getByLabel("Antall").fill("6");
  await panel.getByRole("button", { name: "Registrer" }).click();
  await expect(panel.locator(".count-of")).toHaveText("10 av 10");
  await expect(panel.getByText("Innfridd", { exact: true }).first()).toBeVisible();
  // one of them was a mistake
  await panel.locator("button[id^=time-]").first().click();
  await expect(panel.locator(".count-of")).toHaveText("9 av 10");

  // each that somebody signs says how it stands
  const signed = await openRequirement(ida, "Venekanyle, innleggelse");
  await expect(signed.locator(".count-of")).toHaveText("2 av 5");
  await expect(signed.locator("#times > li", { hasText: "Venter på Gunn Aasen" })).toHaveCount(1);
  await expect(signed.locator("#times > li", { hasText: "Avvist av Gunn Aasen" })).toContainText("Ta med meg neste gang.");
  await expect(signed.locator("#times > li", { hasText: "Signert av Gunn Aasen" })).toHaveCount(2);
  await takePictures(ida, "repetitions");
});

// Proves FUL-9, FUL-10, FUL-12
test("point by point, in the right order, and without what is not relevant", async ({ as }) => {
  const ida = await as("nurse");
  await openPlan(ida);
  const lift = await openRequirement(ida, "Pasientløfter, sikker bruk");
  await expect(lift.getByText("2 av 4")).toBeVisible();
  await expect(lift.getByText("Kan ikke fullføres ennå")).toBeVisible();
  await expect(lift.getByRole("button", { name: "Marker som innfridd" })).toHaveCount(0);
  // what is typed beside it survives a tick
  await lift.getByLabel("Dato utført").fill("20.11.2026");
  await lift.getByLabel("Dato utført").blur();
  await lift.getByLabel("Forflyttet sammen med en kollega").check();
  await expect(lift.getByText("3 av 4")).toBeVisible();
  await expect(lift.getByLabel("Dato utført")).toHaveValue("20.11.2026");
  await takePictures(ida, "checklist");
  await lift.getByRole("button", { name: "Marker som ikke relevant: Brukt takheis på isolat" }).click();
  const dialog = ida.getByRole("dialog");
  await dialog.getByRole("button", { name: "Marker punktet som ikke relevant" }).click();
  await expect(dialog.getByText("Må fylles ut").first()).toBeVisible();
  await dialog.getByLabel("Hvorfor er det ikke relevant?").fill("Vi har ikke takheis.");
  await dialog.getByRole("button", { name: "Marker punktet som ikke relevant" }).click();
  await expect(lift.getByText("Vi har ikke takheis.").first()).toBeVisible();
  await expect(lift.getByText("3 av 3")).toBeVisible();
  await expect(lift.getByLabel("Dato utført")).toHaveValue("20.11.2026");
  await lift.getByRole("button", { name: "Marker som innfridd" }).click();
  await expect(said(ida, "Kravet er markert som innfridd.")).toBeVisible();

  // one comes after another
  const pump = await openRequirement(ida, "Infusjonspumpe i praksis");
  await expect(pump.getByText("Ett krav må være innfridd først.")).toBeVisible();
  await expect(pump.getByRole("button", { name: "Send til signering" })).toHaveCount(0);
  await takePictures(ida, "prerequisites");
  await pump.getByRole("link", { name: "Infusjonspumpe, kurs" }).click();
  const course = ida.getByRole("complementary", { name: "Infusjonspumpe, kurs" });
  await course.getByRole("button", { name: "I dag" }).click();
  await course.getByRole("button", { name: "Marker som innfridd" }).click();
  await expect(said(ida, "Kravet er markert som innfridd.").first()).toBeVisible();
  await openRequirement(ida, "Infusjonspumpe i praksis");
  await expect(pump.getByRole("button", { name: "Send til signering" })).toBeVisible();

  // a requirement, and then the whole section
  await pump.getByRole("button", { name: "Marker som ikke relevant" }).click();
  await dialog.getByLabel("Hvorfor er det ikke relevant?").fill("Vi har ingen pumper.");
  await dialog.getByRole("button", { name: "Marker som ikke relevant" }).click();
  await expect(pump.getByText("Ikke relevant i denne planen")).toBeVisible();
  await expect(row(ida, "Infusjonspumpe i praksis")).toContainText("Ikke relevant");
  await pump.getByRole("button", { name: "Marker som relevant igjen" }).click();
  await expect(pump.getByRole("button", { name: "Send til signering" })).toBeVisible();
  await pump.getByRole("button", { name: "Lukk" }).click();
  await ida.getByRole("button", { name: "Marker Utstyr som ikke relevant" }).click();
  await dialog.getByLabel("Hvorfor er det ikke relevant?").fill("Utstyret er på lånt post.");
  await dialog.getByRole("button", { name: "Marker som ikke relevant" }).click();
  await expect(ida.getByText("Delplanen er ikke relevant")).toBeVisible();
  await expect(row(ida, "Pasientløfter")).toContainText("Ikke relevant");
  await takePictures(ida, "section-not-relevant");
  await ida.getByRole("button", { name: "Marker som relevant igjen" }).click();
  await expect(row(ida, "Pasientløfter")).not.toContainText("Ikke relevant");
  await expect(row(ida, "Pasientløfter").getByRole("img", { name: "Innfridd" })).toBeVisible();
});

// Proves FUL-7, FUL-11, FUL-14
test("a certificate with an expiry of its own, and the file that shows it", async ({ as }) => {
  const ida = await as("nurse");
  await openPlan(ida);
  const panel = await openRequirement(ida, "Kjørekurs, utrykning");
  await panel.getByLabel("Dato utført").fill("20.11.2026");
  await panel.locator("#add-files").setInputFiles({ name: "Kursbevis.pdf", mimeType: "application/pdf", buffer: PDF });
  await expect(panel.getByRole("button", { name: /Last ned.*Kursbevis\.pdf/ })).toBeVisible();
  await expect(panel.getByLabel("Dato utført")).toHaveValue("20.11.2026");
  await panel.getByRole("button", { name: "Endre beskrivelsen av Kursbevis.pdf" }).click();
  await panel.getByRole("textbox", { name: /^Beskrivelse/ }).fill("Side 1");
  await panel.getByRole("button", { name: "Lagre", exact: true }).click();
  await expect(panel.getByText("Side 1")).toBeVisible();
  await panel.getByRole("button", { name: "Marker som innfridd" }).click();
  await expect(panel.getByText("Må fylles ut").first()).toBeVisible();
  await panel.getByLabel("Utløpsdato").fill("20.11.2026");
  await panel.getByRole("button", { name: "Marker som innfridd" }).click();
  await expect(panel.getByText("Utløpsdatoen må være etter datoen for utførelse").first()).toBeVisible();
  await takePictures(ida, "certificate");
  await panel.getByLabel("Utløpsdato").fill("20.11.2028");
  await panel.getByRole("button", { name: "Marker som innfridd" }).click();
  await expect(panel.getByText("20.11.2028").first()).toBeVisible();
  await expect(panel.locator("#add-files")).toHaveCount(0);
  await expect(panel.locator(".tl")).toContainText("Vedlegg lagt til av Ida Nilsen");
});

// Proves FUL-17
test("several are ticked by keyboard and done in one go, and taken back", async ({ as }) => {
  const ida = await as("nurse");
  await openPlan(ida);
  await ida.getByRole("button", { name: "Velg flere" }).press("Enter");
  for (const name of ["Infusjonspumpe, kurs", "Håndhygiene, kursbevis", "Kjørekurs, utrykning", "Infusjonspumpe i praksis"]) {
    await ida.getByRole("checkbox", { name }).press(" ");
  }
  const bar = ida.getByRole("region", { name: "Velg flere" });
  await expect(bar).toContainText("4 krav valgt");
  await expectAccessible(ida);
  await takePictures(ida, "picked");
  await bar.getByRole("button", { name: "Marker 3 krav som innfridd" }).click();
  const dialog = ida.getByRole("dialog");
  await expect(dialog.getByLabel("Dato utført")).toHaveValue(/^\d\d\.\d\d\.\d{4}$/);
  await dialog.getByRole("button", { name: "Marker som innfridd" }).click();
  await expect(said(ida, "2 krav er markert som innfridd.")).toBeVisible();
  // what was left out stands on the page until it is read
  const leftOut = ida.getByRole("status").filter({ hasText: "Ett krav ble ikke med" });
  await expect(leftOut).toContainText("Kjørekurs, utrykning");
  await expect(row(ida, "Håndhygiene").getByRole("img", { name: "Innfridd" })).toBeVisible();
  await takePictures(ida, "left-out");
  await said(ida, "2 krav er markert").getByRole("button", { name: "Angre" }).click();
  await expect(said(ida, "Angret. 2 krav står som før.")).toBeVisible();
  await expect(row(ida, "Håndhygiene").getByRole("img", { name: "Ikke påbegynt" })).toBeVisible();
});

// Proves FUL-15, FUL-16, REP-1
test("what is sought is found, what is old stands in the archive, and a plan goes on paper", async ({ as }) => {
  const ida = await as("nurse");
  await ida.goto("/plans");
  const search = ida.getByRole("searchbox", { name: "Søk i egne planer" });
  await search.focus();
  await expect(ida.getByRole("heading", { name: "Sist brukt" })).toBeVisible();
  await search.pressSequentially("PUMPE");
  await expect(ida.getByRole("heading", { name: "2 treff" })).toBeVisible();
  await expect(ida.locator(".finder mark")).toHaveText(["pumpe", "pumpe"]);
  await expect(ida.locator(".finder .far").first()).toHaveText("Planen er påbegynt");
  await expectAccessible(ida);
  await takePictures(ida, "search");
  await ida.getByRole("combobox", { name: "Læringsform" }).selectOption({ label: "Kurs" });
  await expect(ida.getByRole("heading", { name: "1 treff" })).toBeVisible();
  await ida.locator(".finder a").first().click();
  await expect(ida.getByRole("complementary", { name: "Infusjonspumpe, kurs" })).toBeVisible();

  await ida.goto("/plans?tab=archive");
  await expect(ida.getByText("SIHF-Med-SP3-Papirjournal")).toBeVisible();
  await expect(ida.getByRole("link", { name: "SIHF-Med-SP3-Papirjournal" })).toHaveCount(0);
  await expect(ida.getByText("Papirkurve, føring")).toBeVisible();
  await takePictures(ida, "archive");

  await openPlan(ida);
  await expect(ida.getByText("Dokumenteier: Lars Berg")).toBeVisible();
  for (const [name, holds] of [["Sammendrag", "Venekanyle, innleggelse"], ["Sammendrag", "Venter på signatur"], ["Detaljert", "Valgt seil etter pasientens vekt"], ["Detaljert", "Avvist av Gunn Aasen"], ["Detaljert", "Venter på Gunn Aasen"], ["Sjekkliste", "Valgt seil etter pasientens vekt"]] as const) {
    await openPlan(ida);
    await ida.getByRole("button", { name: "Skriv ut" }).click();
    await ida.getByRole("dialog").getByRole("radio", { name: new RegExp(`^${name}`) }).check();
    await ida.getByRole("button", { name: "Vis utskriften" }).click();
    await expect(ida.locator(".sheet-of-paper")).toContainText(holds);
    await expectReflows(ida);
    await takePictures(ida, `print-${name.toLowerCase()}`);
    await ida.emulateMedia({ media: "print" });
    await expect(ida.getByRole("navigation")).toBeHidden();
    await expect(ida.getByRole("button", { name: "Skriv ut" })).toBeHidden();
    await ida.pdf({ path: `test-results/pictures/print-${name.toLowerCase()}.pdf`, format: "A4" });
    await ida.emulateMedia({ media: null });
  }
});

// Proves FUL-13
test("a manager registers for an employee, and everybody can see it", async ({ as }) => {
  const lars = await as("manager");
  await lars.goto("/employees?search=Ida");
  await lars.locator("tbody a[id^=employee-]").first().click();
  await lars.getByRole("link", { name: PLAN }).click();
  // whose plan it is stands first, in the heading and in the tab
  await expect(lars.getByRole("heading", { level: 1, name: `Ida Nilsen: ${PLAN}` })).toBeVisible();
  await expect(lars).toHaveTitle(/^Ida Nilsen: /);
  // what is to be thought over stands behind three dots
  await expect(lars.getByRole("button", { name: "Deaktiver plan" })).toBeHidden();
  await lars.getByRole("button", { name: "Flere valg" }).click();
  await expect(lars.getByRole("button", { name: "Deaktiver plan" })).toBeVisible();
  await lars.keyboard.press("Escape");
  const panel = await openRequirement(lars, "Infusjonspumpe, kurs");
  await expect(panel.getByText("Du registrerer for Ida Nilsen.")).toBeVisible();
  await takePictures(lars, "on-behalf");
  await panel.getByRole("button", { name: "I dag" }).first().click();
  await panel.getByRole("button", { name: "Marker som innfridd" }).click();
  await expect(panel.locator(".tl")).toContainText("Markert som innfridd av Lars Berg på vegne av Ida Nilsen");
});

// Proves FUL-4, FUL-17
test("one is undone, and unlocking alone changes nothing", async ({ as }) => {
  const ida = await as("nurse");
  await openPlan(ida);
  const panel = await openRequirement(ida, "Infusjonspumpe, kurs");
  const fulfil = panel.getByRole("button", { name: "Marker som innfridd" });
  const unlock = panel.getByRole("button", { name: "Lås opp for endring" });
  // the manager of the test before may have done it already
  if (await unlock.isVisible()) {
    await unlock.click();
    await panel.getByRole("textbox", { name: "Dato utført" }).fill("");
    await panel.getByRole("button", { name: "Lagre utkast" }).click();
  }
  await expect(fulfil).toBeVisible();
  await panel.getByRole("button", { name: "I dag" }).first().click();
  await fulfil.click();
  await said(ida, "Kravet er markert som innfridd").getByRole("button", { name: "Angre" }).click();
  await expect(ida.getByText("Angret. Kravet står som før.")).toBeVisible();
  await expect(fulfil).toBeVisible();
  await expect(panel.locator(".tl")).toContainText("Angret av Ida Nilsen");

  await panel.getByRole("button", { name: "I dag" }).first().click();
  await fulfil.click();
  await unlock.click();
  await expect(panel.getByText("Ingenting er endret før du lagrer.")).toBeVisible();
  await expect(panel.locator("#standing-facts")).toContainText("Innfridd");
  await takePictures(ida, "unlocked");
  await panel.getByRole("button", { name: "Avbryt" }).click();
  await expect(unlock).toBeVisible();
  await expect(panel.locator(".tl")).not.toContainText("Låst opp");
  // without its date it is not fulfilled any more
  await unlock.click();
  await panel.getByRole("textbox", { name: "Dato utført" }).fill("");
  await panel.getByRole("button", { name: "Lagre utkast" }).click();
  await expect(panel.locator("#standing-facts")).toContainText("Ikke påbegynt");
  await expect(panel.locator(".tl")).toContainText("Låst opp");
});

/** Somebody signed in on a phone. */
async function phone(context: BrowserContext): Promise<Page> {
  const answer = await context.request.post("/api/v1/session", { data: { email: people.nurse, password: PASSWORD } });
  expect(answer.ok()).toBe(true);
  return await context.newPage();
}

// Proves FUL-8, FUL-9, FUL-19
test("on a phone, between two patients", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ ...devices["Pixel 7"], ...(baseURL === undefined ? {} : { baseURL }) });
  const page = await phone(context);
  await openPlan(page);
  let panel = await openRequirement(page, "Blodprøvetaking");
  await panel.getByRole("button", { name: "Én til i dag" }).tap();
  await expect(panel.locator(".count-of")).toHaveText("5 av 10");
  await expectAccessible(page);
  await expectReflows(page);
  await panel.getByRole("button", { name: "Lukk" }).tap();
  panel = await openRequirement(page, "Pasientløfter, sikker bruk");
  await panel.getByLabel("Forflyttet sammen med en kollega").tap();
  await expect(panel.getByText("3 av 4")).toBeVisible();
  await expectReflows(page);
  await panel.getByRole("button", { name: "Lukk" }).tap();
  // where something will not work is said before it is tried
  panel = await openRequirement(page, "Infusjonspumpe, kurs");
  await expect(panel.getByText("Kan ikke tas på telefon. Bruk en PC.")).toBeVisible();
  await panel.getByRole("button", { name: "Lukk" }).tap();
  panel = await openRequirement(page, "Venekanyle, innleggelse");
  await expect(panel.getByText("Virker bare på sykehusets nett.")).toBeVisible();
  await expect(panel.getByRole("link", { name: /Prosedyren i kvalitetssystemet/ })).toBeVisible();
  await context.close();
});
