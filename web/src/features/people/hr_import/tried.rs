//! The file that was tried last.

use kyndig_contract::hr_import::ImportProfile;
use kyndig_domain::ids::HrImportId;

/// The file that was tried last, to be carried out without choosing it again.
#[derive(Clone)]
pub struct Tried {
    pub id: HrImportId,
    pub profile: ImportProfile,
    pub file: web_sys::File,
}
