//! The demo hospital's plans and requirements: recognisable to a ward, with texts of our own.

use kyndig_domain::requirement::{DocumentationMethod, LearningMethod};

use DocumentationMethod::{SelfRegistration, Signature};
use LearningMethod::{
    ClinicalService, Course, ELearning, InHouseTeaching, PracticalTraining, SelfStudy, Simulation, SkillsTraining,
};

/// A plan, by the id of its unit in the file of units.
pub struct Plan {
    pub name: &'static str,
    pub unit: &'static str,
    pub with_subunits: bool,
    pub description: &'static str,
    pub time_frame: &'static str,
    /// The ids of the people responsible for it.
    pub owner: &'static str,
    pub author: &'static str,
    /// PLN-15.
    pub steward: Option<&'static str>,
    pub sections: &'static [(&'static str, &'static [Requirement])],
}

pub struct Requirement {
    pub name: &'static str,
    pub how: LearningMethod,
    pub documented: DocumentationMethod,
    pub days: Option<i32>,
    pub description: &'static str,
}

const fn alone(name: &'static str, how: LearningMethod, days: Option<i32>, description: &'static str) -> Requirement {
    Requirement { name, how, documented: SelfRegistration, days, description }
}

const fn signed(name: &'static str, how: LearningMethod, days: Option<i32>, description: &'static str) -> Requirement {
    Requirement { name, how, documented: Signature, days, description }
}

/// Categories, each with those below it.
pub type Branch = &'static [(&'static str, &'static [&'static str])];

/// The branches of the category tree, by the ids of their units.
pub const CATEGORIES: &[(&str, Branch)] = &[
    ("HSO", &[("Felles for regionen", &["Brann og sikkerhet", "Legemidler, grunnlag"])]),
    (
        "SIHF",
        &[
            ("Medisin", &["Medikamenthåndtering", "Pasientsikkerhet"]),
            ("Akutt og intensiv", &["Akutte situasjoner", "Respirator"]),
            ("E-læring", &[]),
        ],
    ),
    ("AHUSHF", &[("Kirurgi", &["Sterilt felt"])]),
];

/// The category that the requirements of a section are filed in.
pub const FILED: &[(&str, &str)] = &[
    ("Medikamenthåndtering", "Medikamenthåndtering"),
    ("Akutte situasjoner", "Akutte situasjoner"),
    ("Pasientsikkerhet", "Pasientsikkerhet"),
    ("Grunnlag", "Legemidler, grunnlag"),
    ("Brann", "Brann og sikkerhet"),
    ("Utstyr", "Respirator"),
    ("Pasienten", "Respirator"),
    ("Sterilt felt", "Sterilt felt"),
];

pub const PLANS: &[Plan] = &[
    Plan {
        name: "SIHF-Med-SP3-Ny sykepleier",
        unit: "SIHF-MED-SP3",
        with_subunits: false,
        description: "For nyansatte sykepleiere på Medisinsk sengepost 3. Planen er gjennomført når du arbeider selvstendig på alle vakter.",
        time_frame: "Seks måneder",
        owner: "p-lars",
        author: "p-mona",
        steward: None,
        sections: &[
            (
                "Medikamenthåndtering",
                &[
                    alone(
                        "Legemiddelregning, årlig prøve",
                        ELearning,
                        Some(365),
                        "Bestå prøven med alle rett. Den kan tas så mange ganger du trenger.",
                    ),
                    signed(
                        "Intravenøs administrering",
                        PracticalTraining,
                        Some(365),
                        "Vis at du kan klargjøre, kontrollere og gi legemidler intravenøst på tre pasienter etter prosedyren.",
                    ),
                    signed(
                        "Tilberedning av cytostatika",
                        SkillsTraining,
                        Some(730),
                        "Tilbered under veiledning, med riktig verneutstyr og avfallshåndtering.",
                    ),
                    signed(
                        "Blodtransfusjon",
                        Course,
                        Some(365),
                        "Kontroller identitet og blodenhet sammen med en kollega, og gjør rede for hva du gjør ved en reaksjon.",
                    ),
                    alone("Narkotikaregnskap", SelfStudy, None, "Les rutinen, og før regnskapet på en vakt."),
                    alone(
                        "Dobbeltkontroll",
                        InHouseTeaching,
                        None,
                        "Når kreves dobbeltkontroll hos oss, og hvordan gjøres den?",
                    ),
                ],
            ),
            (
                "Akutte situasjoner",
                &[
                    alone(
                        "Akuttralle: innhold og kontroll",
                        PracticalTraining,
                        Some(180),
                        "Gå gjennom rallen skuff for skuff, og kontroller den etter listen.",
                    ),
                    signed(
                        "Avansert HLR",
                        Simulation,
                        Some(365),
                        "Delta i simulering som leder av teamet og som den som komprimerer.",
                    ),
                    alone("NEWS2 og varsling", ELearning, None, "Skår tre pasienter, og varsle etter trappen."),
                    signed(
                        "Oksygen og highflow",
                        PracticalTraining,
                        None,
                        "Koble opp, juster og begrunn valget av utstyr.",
                    ),
                ],
            ),
            (
                "Pasientsikkerhet",
                &[
                    alone("Fallforebygging", ELearning, None, "Vurder risiko ved innkomst, og sett inn tiltak."),
                    alone("Trykksår: vurdering og tiltak", InHouseTeaching, None, "Bruk skjemaet på to pasienter."),
                    signed(
                        "Sårstell, komplisert",
                        PracticalTraining,
                        Some(1095),
                        "Vis stell av et sår med sekresjon, med steril teknikk.",
                    ),
                    alone("Meld avvik", SelfStudy, None, "Finn fram i avvikssystemet, og meld et øvingsavvik."),
                ],
            ),
        ],
    },
    Plan {
        name: "SIHF-Felles-Legemiddelhåndtering",
        unit: "SIHF",
        with_subunits: true,
        description: "For alle som håndterer legemidler i Sykehuset Innlandet.",
        time_frame: "Tre måneder",
        owner: "p-admin",
        author: "p-gunn",
        steward: Some("p-liv"),
        sections: &[(
            "Grunnlag",
            &[
                alone("Lokal legemiddelprosedyre", SelfStudy, Some(730), "Les prosedyren for egen enhet."),
                alone("E-læring: trygg legemiddelbruk", ELearning, Some(1095), "Fullfør alle seks leksjoner."),
                signed(
                    "Istandgjøring under tilsyn",
                    PracticalTraining,
                    None,
                    "En kollega ser deg gjøre i stand en full runde.",
                ),
            ],
        )],
    },
    Plan {
        name: "SIHF-Felles-Brann og sikkerhet",
        unit: "SIHF",
        with_subunits: true,
        description: "Gjelder alle ansatte, hvert år.",
        time_frame: "Én måned fra oppstart",
        owner: "p-admin",
        author: "p-admin",
        steward: None,
        sections: &[(
            "Brann",
            &[
                alone("Brannvern, e-læring", ELearning, Some(365), "Fullfør kurset og den korte prøven."),
                alone(
                    "Rømningsveier på egen enhet",
                    PracticalTraining,
                    Some(365),
                    "Gå rømningsveiene, og finn slukkeutstyret.",
                ),
                alone("Brannvern, avdelingsrunde", InHouseTeaching, Some(730), "Delta på runden med brannvernlederen."),
                alone(
                    "Vold og trusler",
                    Course,
                    Some(1095),
                    "Kjenn igjen situasjoner som bygger seg opp, og få hjelp.",
                ),
            ],
        )],
    },
    Plan {
        name: "SIHF-AIO-Intensiv-Respirator",
        unit: "SIHF-AIO-INT",
        with_subunits: false,
        description: "Opplæring i respiratorbehandling på intensivavdelingen.",
        time_frame: "Fire måneder",
        owner: "p-nina",
        author: "p-liv",
        steward: Some("p-liv"),
        sections: &[
            (
                "Utstyr",
                &[
                    signed(
                        "Respirator: oppkobling og test",
                        SkillsTraining,
                        Some(365),
                        "Koble opp, kjør brukertest og lekkasjetest.",
                    ),
                    alone("Alarmgrenser", SelfStudy, None, "Sett grenser for tre pasienter, og begrunn dem."),
                    signed(
                        "Fukting og filter",
                        PracticalTraining,
                        None,
                        "Velg aktiv eller passiv fukting, og bytt etter plan.",
                    ),
                ],
            ),
            (
                "Pasienten",
                &[
                    signed(
                        "Suging i tube",
                        PracticalTraining,
                        Some(730),
                        "Vis lukket suging med oksygenering før og etter.",
                    ),
                    signed("Leiring i mageleie", Simulation, Some(730), "Delta i teamet fra begynnelse til slutt."),
                    signed("Avvenning", ClinicalService, None, "Følg en pasient gjennom et avvenningsløp."),
                ],
            ),
        ],
    },
    Plan {
        name: "SIHF-Med-Akuttmottak-LIS1 eksempel",
        unit: "SIHF-MED-AKM",
        with_subunits: false,
        description: "Eksempel på introduksjon for leger i spesialisering del 1. Tekstene er eksempler og gjengir ikke forskriften.",
        time_frame: "Seks uker",
        owner: "p-arne",
        author: "p-arne",
        steward: None,
        sections: &[(
            "Introduksjon (eksempel)",
            &[
                alone(
                    "Vaktsystem og tilkalling (eksempel)",
                    InHouseTeaching,
                    None,
                    "Hvem ringes når, og hvem har ansvar.",
                ),
                signed(
                    "Mottak av akutt syk pasient (eksempel)",
                    ClinicalService,
                    None,
                    "Ta imot to pasienter med overlege til stede.",
                ),
                signed("Tolkning av EKG (eksempel)", SkillsTraining, Some(730), "Tolk ti EKG sammen med veileder."),
                alone(
                    "Legemiddelsamstemming (eksempel)",
                    ELearning,
                    Some(1095),
                    "Fullfør kurset, og samstem tre lister.",
                ),
            ],
        )],
    },
    Plan {
        name: "AHUSHF-Kir-Operasjon-Ny operasjonssykepleier",
        unit: "AHUSHF-KIR-OP",
        with_subunits: false,
        description: "For nyansatte operasjonssykepleiere.",
        time_frame: "Seks måneder",
        owner: "p-eva",
        author: "p-eva",
        steward: None,
        sections: &[(
            "Sterilt felt",
            &[
                signed(
                    "Kirurgisk håndvask og oppdekking",
                    SkillsTraining,
                    Some(730),
                    "Vis hele gangen uten brudd i steriliteten.",
                ),
                signed(
                    "Telling av utstyr",
                    PracticalTraining,
                    Some(365),
                    "Tell før, under og etter, sammen med koordinerende.",
                ),
                alone("Trygg kirurgi, sjekklisten", ELearning, Some(730), "Fullfør kurset."),
                alone("Laser: sikkerhet", Course, Some(1095), "Delta på lasersikkerhetskurset."),
            ],
        )],
    },
];
