// The main job by a client that @hey-api/openapi-ts has made of openapi.json: `node job.js URL`. Typed to the last value.
import { createClient, createConfig, type Client } from "./generated/client/index.js";
import {
  addAttachment,
  assignPlan,
  chooseActing,
  findPeople,
  fulfilRequirement,
  getAssignment,
  getAttachment,
  getPlanUsage,
  getSession,
  getStanding,
  listAssignablePlans,
  listEmployees,
  listOwnAssignments,
  listPlans,
  listSignatureRequests,
  sendToSigner,
  sign,
  signIn,
} from "./generated/sdk.gen.js";
import type { Problem, StandingAction, StandingDetails } from "./generated/types.gen.js";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

function assert(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** What was asked for, and no problem. */
async function found<T>(answer: Promise<{ data: T | undefined; error: Problem | undefined }>): Promise<T> {
  const { data, error } = await answer;
  if (data === undefined) throw new Error(`answered ${JSON.stringify(error)}`);
  return data;
}

const url = process.argv[2];
assert(url, "usage: job.js URL");

async function signedIn(email: string): Promise<Client> {
  const open = createClient(createConfig({ baseUrl: url }));
  const { accessToken } = await found(
    signIn({ client: open, body: { email, password: "kompetanse for alle", refreshIn: "body" } }),
  );
  return createClient(createConfig({ baseUrl: url, auth: accessToken }));
}

// a nurse with two positions chooses one of them
const nurse = await signedIn("amir.rahimi@example.org");
const me = await found(getSession({ client: nurse }));
const position = me.choices.find((one) => one.unitName === "Medisinsk sengepost 3")?.positionId;
assert(position, "no such position");
const { acting } = await found(chooseActing({ client: nurse, body: { positionId: position } }));
assert(acting?.positionId === position, "acts as another");

// the manager finds the nurse, and gives a plan, once however often it is sent
const manager = await signedIn("lars.berg@example.org");
const listed = await found(listEmployees({ client: manager, query: { search: "Amir", limit: 5 } }));
assert(listed.items.length === 1 && listed.items[0]?.positionId === position, "the nurse is not listed");
const plans = (await found(listAssignablePlans({ client: manager, query: { limit: 100 } }))).items;
let given: string | undefined;
for (const plan of plans) {
  const asked = {
    client: manager,
    body: { planId: plan.id, positionIds: [position] },
    headers: { "Idempotency-Key": crypto.randomUUID() },
  };
  const result = await found(assignPlan(asked));
  const again = await found(assignPlan(asked));
  assert(JSON.stringify(again) === JSON.stringify(result), "it was given twice");
  given = result.assigned[0]?.assignmentId;
  if (given) break;
}
assert(given, "the nurse has every plan");

async function standings(assignment: string, action: StandingAction): Promise<StandingDetails[]> {
  const details = await found(getAssignment({ client: nurse, path: { id: assignment } }));
  const lines = details.sections.flatMap((section) => section.requirements);
  const fresh = lines.filter((line) => line.status === "not_started");
  const all: StandingDetails[] = [];
  for (const { requirementId } of fresh) {
    all.push(await found(getStanding({ client: nurse, path: { personId: me.personId, requirementId } })));
  }
  return all.filter((one) => one.actions.includes(action));
}

// a requirement of the plan is sent to a signer, who signs it
const toSend = (await standings(given, "send"))[0]?.requirementId;
assert(toSend, "nothing to send");
const signer = (await found(findPeople({ client: nurse, query: { search: "Mona Haugen" } }))).items[0];
assert(signer, "no signer");
const one = { personId: me.personId, requirementId: toSend };
const sent = await found(
  sendToSigner({
    client: nurse,
    path: one,
    body: { signerId: signer.id, performedOn: me.today },
    headers: { "Idempotency-Key": crypto.randomUUID() },
  }),
);
assert(sent.status === "awaiting_signature", sent.status);
const mona = await signedIn("mona.haugen@example.org");
const requests = await found(listSignatureRequests({ client: mona, query: { limit: 100 } }));
const request = requests.items.find((it) => it.requirementId === toSend && it.person.id === me.personId);
assert(request, "the signer has no request");
await found(sign({ client: mona, path: { id: request.id }, body: {} }));
const signed = await found(getStanding({ client: nurse, path: one }));
assert(signed.status === "fulfilled", signed.status);

// another is documented with a file, which comes back as it was, and fulfilled
const own = (await found(listOwnAssignments({ client: nurse, query: { active: true } }))).items;
const toDocument: StandingDetails[] = [];
for (const plan of own) toDocument.push(...(await standings(plan.id, "attach")));
const standing = toDocument[0];
assert(standing, "nothing to document");
const documented = { personId: me.personId, requirementId: standing.requirementId };
const proof = "%PDF-1.4\n% a proof\n%%EOF\n";
const withFile = await found(
  addAttachment({
    client: nurse,
    path: documented,
    body: { file: new File([proof], "bevis.pdf", { type: "application/pdf" }) },
    headers: { "If-Match": "*" },
  }),
);
const fileId = withFile.attachments?.[0]?.id;
assert(fileId, "no file");
const back = await found(getAttachment({ client: nurse, path: { ...documented, fileId }, parseAs: "blob" }));
assert(back instanceof Blob && (await back.text()) === proof, "another file came back");
const nextYear = `${Number(me.today.slice(0, 4)) + 1}-12-31`;
const expiry = standing.requirement.manualExpiry ? { expiresOn: nextYear } : {};
const fulfil = { client: nurse, path: documented, body: { performedOn: me.today, ...expiry } };
// what has been changed since is not written over
const stale = await fulfilRequirement({ ...fulfil, headers: { "If-Match": '"0"' } });
assert(stale.error?.code === "version_conflict", JSON.stringify(stale.error));
const done = await found(fulfilRequirement(fulfil));
assert(done.status === "fulfilled", done.status);

// a list as a workbook, and a report that is one
const isWorkbook = async (file: unknown) => file instanceof Blob && (await file.slice(0, 2).text()) === "PK";
const sheet = await found(listEmployees({ client: manager, headers: { accept: XLSX }, parseAs: "blob" }));
assert(await isWorkbook(sheet), "no workbook");
const steward = await signedIn("liv.asheim@example.org");
const lookedAfter = (await found(listPlans({ client: steward, query: { limit: 100 } }))).items;
let reports = 0;
for (const plan of lookedAfter) {
  const { data } = await getPlanUsage({ client: steward, path: { id: plan.id }, parseAs: "blob" });
  if (await isWorkbook(data)) reports += 1;
}
assert(reports > 0, "no report");
console.log(`the main job is done with the TypeScript client, ${plans.length} plans to give, ${reports} reports`);
