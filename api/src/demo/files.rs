//! A few files on the demo hospital's requirements, and one attached by a nurse, generated here: texts of our own, some
//! as a hand-written PDF.

use actix_web::web::Bytes;
use anyhow::Context;
use chrono::Days;
use kyndig_content::{
    file::{Received, service as file},
    requirement,
};
use kyndig_db::sql;
use kyndig_domain::{file::FileKind, ids::RequirementId};
use kyndig_platform::{
    auth::as_system,
    http::{Failure, IfMatch, Seen},
    state::State,
};
use kyndig_work::standing;
use sea_orm::FromQueryResult;
use sha2::{Digest, Sha256};

use super::{
    cast::{Cast, acting},
    ward,
};

struct File {
    requirement: &'static str,
    name: &'static str,
    kind: FileKind,
    lines: &'static [&'static str],
}

const FILES: &[File] = &[
    File {
        requirement: "Intravenøs administrering",
        name: "Intravenøs administrering, steg for steg.pdf",
        kind: FileKind::Pdf,
        lines: &[
            "Intravenøs administrering, steg for steg",
            "",
            "1. Les forordningen, og kontroller pasientens identitet.",
            "2. Kontroller legemiddel, styrke, mengde og holdbarhet.",
            "3. Regn ut dosen, og få den kontrollert av en kollega.",
            "4. Tilbered aseptisk, og merk sprøyten med en gang.",
            "5. Se på innstikkstedet, og skyll før og etter.",
            "6. Observer pasienten, og dokumenter det du har gitt.",
            "",
            "Eksempel for demosykehuset. Gjelder ingen virkelig avdeling.",
        ],
    },
    File {
        requirement: "Intravenøs administrering",
        name: "Sjekkliste for veileder.txt",
        kind: FileKind::Text,
        lines: &[
            "Sjekkliste for veileder",
            "",
            "[ ] Identitet kontrollert på to måter",
            "[ ] Dose regnet ut og kontrollert",
            "[ ] Aseptisk teknikk hele veien",
            "[ ] Pasienten observert etterpå",
        ],
    },
    File {
        requirement: "Akuttralle: innhold og kontroll",
        name: "Innhold i akuttrallen.csv",
        kind: FileKind::Text,
        lines: &["skuff;innhold;antall", "1;Masker og ventilasjonsbag;2", "2;Veneflon, sprøyter;10", "3;Adrenalin;5"],
    },
    File {
        requirement: "Rømningsveier på egen enhet",
        name: "Slik går du rømningsveien.pdf",
        kind: FileKind::Pdf,
        lines: &[
            "Slik går du rømningsveien",
            "",
            "Finn nærmeste utgang, nest nærmeste utgang og møteplassen.",
            "Se etter slukkeutstyr underveis, og hvem som har ansvar for det.",
            "",
            "Eksempel for demosykehuset. Gjelder ingen virkelig avdeling.",
        ],
    },
];

/// A file that a nurse has attached, and not yet submitted.
const ATTACHED: File = File {
    requirement: ward::HYGIENE,
    name: "Kursbevis håndhygiene.pdf",
    kind: FileKind::Pdf,
    lines: &[
        "Kursbevis",
        "",
        "Håndhygiene, e-læring",
        "",
        "Eksempel for demosykehuset. Gjelder ingen virkelig person.",
    ],
};
const NURSE: &str = "p-ida";

/// Some weeks ago, by the owner of the plan; and by the nurse.
pub async fn tell(state: &State) -> anyhow::Result<()> {
    for one in FILES {
        add(state, one).await.with_context(|| one.name)?;
    }
    attach(state).await.context(ATTACHED.name)
}

async fn attach(state: &State) -> anyhow::Result<()> {
    let received = store(state, &ATTACHED).await?;
    let linked = as_system(state.system(), "demo", async |work| {
        let sql = sql!("SELECT id FROM requirement WHERE name = {requirement}", requirement = ATTACHED.requirement);
        let found: Option<RequirementId> = work.tx.column(sql).await?.into_iter().next();
        let id = found.ok_or_else(|| Failure::Internal(anyhow::anyhow!("no {}", ATTACHED.requirement)))?;
        let cast = Cast::read(work).await?;
        let nurse = cast.person(NURSE)?;
        acting(work, nurse, work.today - Days::new(2), 10, async |then| {
            standing::service::add_attachment(then, nurse.person_id, id, Seen::Any, &received).await
        })
        .await
    })
    .await;
    file::settle(state, &received).await;
    linked?;
    Ok(())
}

/// Writes its bytes to the file store.
async fn store(state: &State, one: &File) -> anyhow::Result<Received> {
    let bytes = match one.kind {
        FileKind::Pdf => pdf(one.lines),
        _ => one.lines.iter().flat_map(|line| line.bytes().chain(*b"\r\n")).collect(),
    };
    let received = Received {
        key: file::fresh_key(state),
        name: one.name.to_owned(),
        kind: one.kind,
        size: bytes.len() as u64,
        sha256: format!("{:x}", Sha256::digest(&bytes)),
    };
    let mut writing = state.files.write(received.key);
    writing.put(Bytes::from(bytes)).await?;
    writing.finish().await?;
    Ok(received)
}

async fn add(state: &State, one: &File) -> anyhow::Result<()> {
    let received = store(state, one).await?;
    let linked = as_system(state.system(), "demo", async |work| {
        #[derive(FromQueryResult)]
        struct Row {
            id: RequirementId,
            version: i32,
        }
        let sql = sql!("SELECT id, version FROM requirement WHERE name = {requirement}", requirement = one.requirement);
        let found = work.tx.one::<Row>(sql).await?;
        let Row { id, version } = found.ok_or_else(|| Failure::Internal(anyhow::anyhow!("no {}", one.requirement)))?;
        let cast = Cast::read(work).await?;
        let day = work.today - Days::new(20);
        acting(work, cast.person("p-admin")?, day, 10, async |then| {
            requirement::service::add_file(then, id, IfMatch::version(version), &received).await
        })
        .await
    })
    .await;
    file::settle(state, &received).await;
    linked?;
    Ok(())
}

/// One page of lines, the first of them in a large font.
fn pdf(lines: &[&str]) -> Vec<u8> {
    let mut text = b"BT 56 780 Td 20 TL\n".to_vec();
    for (index, line) in lines.iter().enumerate() {
        let size = if index == 0 { 16 } else { 11 };
        text.extend(format!("/F1 {size} Tf (").bytes());
        text.extend(line.chars().flat_map(letter));
        text.extend(b") Tj T*\n");
    }
    text.extend(b"ET");
    let mut stream = format!("<< /Length {} >>\nstream\n", text.len()).into_bytes();
    stream.extend(text);
    stream.extend(b"\nendstream");
    let objects: [&[u8]; 5] = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (nb-NO) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        &stream,
    ];
    let mut out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut index = Vec::new();
    for (number, object) in (1..).zip(objects) {
        index.extend(format!("{:010} 00000 n \n", out.len()).bytes());
        out.extend(format!("{number} 0 obj\n").bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let at = out.len();
    let count = objects.len() + 1;
    out.extend(format!("xref\n0 {count}\n0000000000 65535 f \n").bytes());
    out.extend(index);
    out.extend(format!("trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n").bytes());
    out
}

/// In the encoding of the page, which for our letters is Latin-1.
fn letter(c: char) -> Vec<u8> {
    match (c, u8::try_from(u32::from(c))) {
        ('(' | ')' | '\\', Ok(byte)) => vec![b'\\', byte],
        (_, Ok(byte)) => vec![byte],
        (_, Err(_)) => vec![b'?'],
    }
}
