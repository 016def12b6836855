// Every screen there is, who may see it, and how one comes there. What is opened on top of a page is found by what does
// not depend on the language.
import type { Page } from "@playwright/test";
import type { Who } from "./people.js";

export interface Screen {
  name: string;
  path: string;
  /** What is opened on it: a panel, a dialog, a tab. */
  open?: (page: Page) => Promise<void>;
}

/** Follows the first link that the page holds, and answers where it leads. */
async function follow(page: Page, from: string, link: string): Promise<string> {
  await page.goto(from);
  const href = await page.locator(link).first().getAttribute("href");
  if (href === null) throw new Error(`${link} on ${from} leads nowhere`);
  return href;
}

const press = (selector: string) => async (page: Page) => await page.locator(selector).first().click();

const PEOPLE = [
  "person_id;given_name;family_name;email;phone;hpr_number;trust_id;cost_centre;title;start;end;manager_person_id",
  "ny-1;Ny;Medarbeider;ny.medarbeider@example.org;;;SIHF;ukjent;Sykepleier;2026-12-01;;",
  "ny-2;Ny;Nummer To;ikke en adresse;;;SIHF;;Sykepleier;2026-12-01;;",
].join("\n");

/** A small framework as Moodle exports one, with what is new, what is told, and what refers to something else. */
const FRAMEWORK = [
  "Parent id number,Id number,Shortname,Description,Description format,Scale values,Scale configuration,Rule type (optional),Rule outcome (optional),Rule config (optional),Cross referenced competency id numbers,Exported id (optional),Is framework,Taxonomy",
  ",EKS,Rammeverk (eksempel),<p>Et eksempel</p>,1,\"Nei,Ja\",,,,,,,1,competency",
  ",SAM,Samarbeid,,1,,,,0,null,,1,,",
  "SAM,SAM-1,Lytter aktivt,<p>Hører etter</p>,1,,,,0,null,SAM-2,2,,",
  "SAM,SAM-2,Deler det en vet,,1,,,,0,null,\"SAM-1,BORTE\",3,,",
].join("\n");

/** Tries a file on the page of imports. */
const tried = (name: string, text: string, unit: string) => async (page: Page) => {
  await page.locator("#import-file").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await page.locator("input[id$=ownerUnitId]").pressSequentially(unit);
  await page.getByRole("option", { name: new RegExp(`^${unit}`) }).first().click();
  await page.locator("form button[type=submit]").click();
  await page.locator("#import-report").waitFor();
};

/** What one may see, in the order in which one comes by it. */
interface Walk {
  name: string;
  who: Who;
  screens: (page: Page) => Promise<Screen[]>;
}

/** The screens of those who may: found by one of them, so that each address is a real one. */
export const walks: Walk[] = [
  { name: "one's own plans", who: "nurse", screens: async (page) => {
    const plan = await follow(page, "/plans", ".list a[id^=plan-]");
    const requirement = await follow(page, plan, "a[href*='requirement=']");
    const ward = await follow(page, "/plans", ".list a[id^=plan-]:has-text('Prosedyrer og utstyr')");
    return [
      { name: "home", path: "/" },
      { name: "own plans", path: "/plans" },
      { name: "a plan", path: plan },
      { name: "a requirement", path: requirement, open: async (page) => {
        // what happened stands folded
        for (const fold of await page.locator(".sheet .fold > summary").all()) await fold.click();
      } },
      { name: "search in one's own plans", path: "/plans?search=pumpe" },
      { name: "nothing found", path: "/plans?search=qwerty" },
      { name: "what was used last", path: "/plans", open: press(".finder input") },
      { name: "the archive of plans", path: "/plans?tab=archive" },
      ...["Blodprøvetaking", "Venekanyle", "Pasientløfter", "Infusjonspumpe i", "Kjørekurs"].map((name) => ({
        name: `the requirement ${name}`, path: ward, open: async (page: Page) => await page.locator("a[id^=krav-]", { hasText: name }).first().click(),
      })),
      { name: "a point that is not relevant", path: ward, open: async (page) => {
        await page.locator("a[id^=krav-]", { hasText: "Pasientløfter" }).first().click();
        await page.locator("button[id$=-relevance]").first().click();
      } },
      { name: "a section that is not relevant", path: ward, open: press("button[id^=section-]") },
      { name: "several chosen", path: ward, open: async (page) => {
        await page.locator("#pick").click();
        await page.locator("input[id^=tick-]").first().check();
      } },
      { name: "several fulfilled", path: ward, open: async (page) => {
        await page.locator("#pick").click();
        await page.locator("input[id^=tick-]").first().check();
        await page.locator("#fulfil-many").click();
      } },
      { name: "what to print", path: ward, open: press("#print") },
      ...["summary", "detailed", "checklist"].map((form) => ({ name: `a plan on paper, ${form}`, path: `${ward}/print?form=${form}` })),
      { name: "my profile", path: "/profile" },
      { name: "settings", path: "/settings" },
      { name: "help", path: "/help?topic=send" },
      { name: "the avatar's menu", path: "/settings", open: press("#me") },
      { name: "the search", path: "/settings", open: press("#search") },
      { name: "the search, with hits", path: "/settings", open: async (page) => {
        await page.locator("#search").click();
        await page.locator("#find").fill("pumpe");
        await page.locator("#hits-own-requirements").waitFor();
      } },
      { name: "not found", path: "/no/such/page" },
    ];
  } },
  { name: "two positions", who: "lent", screens: async (page) => {
    // until one of them is chosen, all addresses show the choice
    await page.goto("/");
    await page.locator("#choice-0").click();
    await page.locator("#me").waitFor();
    return [
      { name: "switch position", path: "/switch-position" },
      { name: "nothing to sign", path: "/signing" },
      { name: "the avatar's menu, two positions", path: "/settings", open: press("#me") },
    ];
  } },
  { name: "employees", who: "manager", screens: async (page) => {
    const employee = await follow(page, "/employees", "tbody a[id^=employee-]");
    const own = page.getByRole("row", { name: /Ida Nilsen/ }).locator("a[id^=employee-]");
    const status = await follow(page, "/plan-status", ".list a[id^=plan-]:has-text('Ny sykepleier')");
    const repeating = await follow(page, "/plan-status", ".list a[id^=plan-]:has-text('Prosedyrer')");
    await page.goto("/employees");
    const loans = `/employees?loans=${((await own.getAttribute("href")) ?? "").split("/").pop() ?? ""}`;
    return [
      { name: "overview", path: "/employees" },
      { name: "nobody found", path: "/employees?search=qqqq" },
      { name: "loans", path: loans },
      { name: "loan form", path: loans, open: press("#new-loan") },
      { name: "assign", path: "/employees", open: async (page) => {
        await page.locator("tbody input[type=checkbox]").first().check();
        await page.locator("#assign").click();
      } },
      { name: "an e-mail to employees", path: "/employees", open: async (page) => {
        await page.locator("tbody input[type=checkbox]").first().check();
        await page.locator("#write").click();
      } },
      { name: "follow-up", path: "/follow-up" },
      { name: "follow-up, columns", path: "/follow-up", open: press("#filter") },
      { name: "follow-up, deadlines", path: "/follow-up", open: async (page) => {
        await page.locator("tbody input[type=checkbox]").first().check();
        await page.locator("#actions").click();
        await page.locator("dialog summary").first().click();
      } },
      { name: "follow-up, people", path: "/follow-up/people" },
      { name: "follow-up, filters", path: "/follow-up/people", open: press("#filter") },
      { name: "follow-up, nobody found", path: "/follow-up/people?person=qqqq" },
      { name: "follow-up over time", path: "/follow-up/over-time" },
      { name: "follow-up over time, a month", path: "/follow-up/over-time?scope=mine&period=month", open: press(".more button") },
      { name: "follow-up, one requirement", path: await follow(page, "/follow-up", "tbody a[id^=requirement-]") },
      { name: "assign in a table", path: "/employees", open: async (page) => {
        await page.locator("tbody input[type=checkbox]").first().check();
        await page.locator("#assign-table").click();
        await page.locator("dialog input[id$=plan]").pressSequentially("Ny");
        // what is found, and not the hint that stands there before
        await page.locator("dialog u-option:not([data-empty])").first().click();
        await page.locator("table.assignments").waitFor();
      } },
      { name: "plans to approve", path: "/approvals" },
      { name: "plans in use", path: "/plan-status" },
      { name: "no such plan in use", path: "/plan-status?search=qwerty" },
      { name: "a plan's status", path: status },
      { name: "repetitions of a plan", path: `${repeating}?tab=repetitions` },
      { name: "no repetitions", path: `${status}?tab=repetitions` },
      { name: "export of a plan's status", path: status, open: press("#list-export") },
      { name: "employee", path: employee },
      { name: "plan of an employee", path: await follow(page, employee, ".list a[id^=plan-]") },
    ];
  } },
  { name: "signing", who: "specialist", screens: async (page) => {
    const waiting = await follow(page, "/signing", ".list a[id^=request-]");
    return [
      { name: "signing", path: "/signing" },
      { name: "a request", path: waiting },
      { name: "reject", path: waiting, open: press("#reject-open") },
      { name: "many chosen", path: "/signing", open: press("#choose-all") },
      { name: "reject many", path: "/signing", open: async (page) => {
        await press("#choose-all")(page);
        await press("#many-reject")(page);
      } },
      { name: "shortcuts", path: "/signing", open: press("#keys-help") },
      { name: "signed", path: await follow(page, "/signing?tab=signed", ".list a[id^=request-]") },
    ];
  } },
  { name: "requirements", who: "specialist", screens: async (page) => {
    const requirement = await follow(page, "/manage/requirements", "tbody a[id^=row-]");
    const withFiles = await follow(page, "/manage/requirements?search=Intravenøs", "tbody a[id^=row-]");
    return [
      { name: "files of a requirement", path: `${withFiles}&tab=files` },
      { name: "a file that is refused", path: `${withFiles}&tab=files`, open: async (page) => {
        await page.locator("#add-files").setInputFiles({ name: "rutine.html", mimeType: "text/html", buffer: Buffer.from("<html>") });
        await page.locator(".uploads [role=alert]").waitFor();
      } },
      { name: "removing a file", path: `${withFiles}&tab=files`, open: press("button[id^=remove-]") },
      { name: "requirements", path: "/manage/requirements" },
      { name: "requirements, filters", path: "/manage/requirements", open: press("#filter") },
      { name: "central requirements", path: "/manage/requirements?which=central" },
      { name: "new requirement", path: "/manage/requirements", open: press("#new") },
      ...["edit", "published", "versions", "sharing", "used"].map((tab) => ({ name: `requirement, ${tab}`, path: `${requirement}&tab=${tab}` })),
      { name: "requirement, compared", path: `${requirement}&tab=versions&compare=1..1` },
    ];
  } },
  { name: "plans", who: "specialist", screens: async (page) => {
    const summary = await follow(page, "/manage/plans?search=Ny%20sykepleier", "tbody a[id^=plan-]");
    const plan = await follow(page, summary, "#edit");
    return [
      { name: "plans", path: "/manage/plans" },
      { name: "plans, other columns", path: "/manage/plans?access=all&columns=name,owner&sort=-owner" },
      { name: "plans, filters", path: "/manage/plans", open: press("#filter") },
      { name: "no such plans", path: "/manage/plans?search=qwerty" },
      { name: "a plan's summary", path: summary },
      { name: "new plan", path: "/manage/plans", open: press("#new") },
      { name: "editor", path: plan },
      { name: "preview", path: plan.replace("/manage/", "/preview/") },
      { name: "preview with changes", path: `${plan.replace("/manage/", "/preview/")}/changes` },
      { name: "editor, order", path: `${plan}?order=true` },
      { name: "editor, take", path: plan, open: press("button[id^=take-]") },
      { name: "editor, new requirement", path: plan, open: press("button[id^=make-]") },
      { name: "editor, rename", path: plan, open: press("button[id^=rename-]") },
      { name: "editor, new section", path: plan, open: press("#new-section") },
      { name: "editor, compared", path: `${plan}?tab=versions&compare=1.0..1.0` },
      ...["approval", "owners", "publication", "versions", "about"].map((tab) => ({ name: `editor, ${tab}`, path: `${plan}?tab=${tab}` })),
    ];
  } },
  { name: "the archive", who: "trustAdmin", screens: async (page) => {
    const requirement = await follow(page, "/manage/requirements", "tbody a[id^=row-]");
    const plan = await follow(page, await follow(page, "/manage/plans", "tbody a[id^=plan-]"), "#edit");
    const goals = await follow(page, "/plan-status?search=LIS1", ".list a[id^=plan-]");
    return [
      { name: "goals of those who have a plan", path: `${goals}?tab=goals` },
      { name: "requirement, archive", path: `${requirement}&tab=archive` },
      { name: "reset", path: `${requirement}&tab=archive`, open: press("#reset") },
      { name: "advanced", path: `${requirement}&tab=edit`, open: press("details.fold > summary") },
      { name: "archived requirements", path: "/manage/requirements?which=archive" },
      { name: "editor, archive", path: `${plan}?tab=archive` },
      { name: "deactivate", path: plan, open: press("button[id^=deactivate-]") },
      { name: "archived plans", path: "/manage/plans?which=archive" },
      { name: "own categories", path: "/admin/categories" },
      { name: "delete category", path: "/admin/categories", open: press("button[id^=delete-]") },
      { name: "new category", path: "/admin/categories", open: press("#new") },
    ];
  } },
  { name: "goal plans", who: "residentAdmin", screens: async (page) => {
    const plan = await follow(page, await follow(page, "/manage/plans?search=Kompetansem", "tbody a[id^=plan-]"), "#edit");
    return [
      { name: "new goal plan", path: "/manage/plans", open: async (page) => {
        await page.locator("#new").click();
        await page.locator("select[id$=kind]").selectOption("learning");
      } },
      { name: "goals of a plan", path: plan, open: press(".goal summary") },
      { name: "new activity in a goal", path: plan, open: async (page) => {
        await page.locator(".goal summary").first().click();
        await page.locator("button[id^=make-]").first().click();
      } },
    ];
  } },
  { name: "templates", who: "regionalAdmin", screens: async (page) => {
    const plan = await follow(page, await follow(page, "/manage/plans?search=Ortopedisk", "tbody a[id^=plan-]"), "#edit");
    return [
      { name: "a template", path: plan, open: press(".goal summary") },
      { name: "new goal", path: plan, open: press("button[id^=goal-in-]") },
      { name: "export of requirements", path: "/manage/requirements", open: press("#export") },
      { name: "import", path: "/manage/import" },
      { name: "export of a template", path: plan, open: press("#export") },
      { name: "an import that was tried", path: "/manage/import", open: tried("rammeverk.csv", FRAMEWORK, "Helse") },
      { name: "an import to carry out", path: "/manage/import", open: async (page) => {
        await tried("rammeverk.csv", FRAMEWORK, "Helse")(page);
        await page.locator("#carry-out").click();
      } },
      { name: "an import that cannot be", path: "/manage/import", open: tried("rammeverk.csv", "a,b\n1,2\n", "Helse") },
      { name: "order of a template", path: `${plan}?order=true`, open: press(".goal summary") },
    ];
  } },
  { name: "administration", who: "owner", screens: async (page) => {
    await page.goto("/admin/hr-imports");
    await page.locator("#import-file").setInputFiles({ name: "personer.csv", mimeType: "text/csv", buffer: Buffer.from(PEOPLE) });
    await page.locator("form button[type=submit]").click();
    await page.waitForURL(/import=/);
    const report = page.url();
    const position = await follow(page, "/admin/roles?role=trust_admin", ".list a[id^=position-]");
    return [
      { name: "global administration", path: "/admin" },
      { name: "imports", path: "/admin/hr-imports" },
      { name: "report of an import", path: report.slice(report.indexOf("/admin")) },
      { name: "org chart", path: "/admin/units", open: async (page) => {
        const first = page.locator("details.branch:not([open]) > summary").first();
        if (await first.isVisible()) await first.click();
      } },
      { name: "access control", path: "/admin/roles" },
      { name: "categories", path: "/admin/categories" },
      { name: "access of one", path: position },
      { name: "revoke", path: position, open: press("button[id^=revoke-]") },
    ];
  } },
];

/** Until the page shows what it fetched. */
export async function settled(page: Page): Promise<void> {
  await page.locator("h1").first().waitFor();
  await page.waitForFunction(() => !document.querySelector(".skeleton, #boot:not([hidden])"));
}
