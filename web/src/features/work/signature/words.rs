//! SIG-2: the fixed list of reasons, in words.

use kyndig_contract::signature::RejectionReason;

use crate::t;

/// Why a request was rejected, in words.
pub fn reason_name(reason: RejectionReason) -> &'static str {
    match reason {
        RejectionReason::PracticeMissing => t::signature::reason_practice_missing(),
        RejectionReason::TheoryMissing => t::signature::reason_theory_missing(),
        RejectionReason::DocumentationMissing => t::signature::reason_documentation_missing(),
        RejectionReason::WrongDate => t::signature::reason_wrong_date(),
        RejectionReason::NotObserved => t::signature::reason_not_observed(),
        RejectionReason::Other => t::signature::reason_other(),
    }
}
