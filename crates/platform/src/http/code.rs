//! The registry of problem codes: each stable code, its HTTP status and its title. The browser translates
//! the code, so a code is never renamed.

use actix_web::http::StatusCode;

macro_rules! codes {
    ($($name:ident = $code:literal, $status:ident, $title:literal;)+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($name,)+ }

        impl Code {
            pub const ALL: &[Code] = &[$(Code::$name,)+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)+ }
            }

            pub const fn status(self) -> StatusCode {
                match self { $(Code::$name => StatusCode::$status,)+ }
            }

            pub const fn title(self) -> &'static str {
                match self { $(Code::$name => $title,)+ }
            }
        }
    };
}

codes! {
    // The request itself
    MalformedJson = "malformed_json", BAD_REQUEST, "The body is not JSON, or not of the shape that is asked for";
    MalformedQuery = "malformed_query", BAD_REQUEST, "The query string is not of the shape that is asked for";
    MalformedUpload = "malformed_upload", BAD_REQUEST, "The upload could not be read";
    InvalidCursor = "invalid_cursor", BAD_REQUEST, "The cursor is not one that this list gave";
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE, "The content type is not one that is read here";
    PayloadTooLarge = "payload_too_large", PAYLOAD_TOO_LARGE, "The body is too large";
    BodyTooSlow = "body_too_slow", REQUEST_TIMEOUT, "The body did not arrive in time";
    NotFound = "not_found", NOT_FOUND, "There is nothing here, or nothing that you may see";
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED, "This address does not answer that method";
    ValidationFailed = "validation_failed", UNPROCESSABLE_ENTITY, "Something in the request is not valid";
    IfMatchRequired = "if_match_required", PRECONDITION_REQUIRED, "Send the version you have seen as If-Match";
    VersionConflict = "version_conflict", PRECONDITION_FAILED, "Somebody else has changed this in the meantime";
    IdempotencyKeyReused = "idempotency_key_reused", UNPROCESSABLE_ENTITY, "The idempotency key was used for another request";
    AnswerNotKept = "answer_not_kept", CONFLICT, "It was done the first time, and its answer was too long to be kept";
    TooManyRequests = "too_many_requests", TOO_MANY_REQUESTS, "Too many requests; wait a little";
    // Sign-in and access
    NotSignedIn = "not_signed_in", UNAUTHORIZED, "Sign in first";
    WrongCredentials = "wrong_credentials", UNAUTHORIZED, "E-mail or password is wrong";
    TooManyAttempts = "too_many_attempts", TOO_MANY_REQUESTS, "Too many wrong tries; wait a little";
    SessionEnded = "session_ended", UNAUTHORIZED, "The session has ended";
    NoPosition = "no_position", FORBIDDEN, "You have no open position here";
    ChoosePosition = "choose_position", FORBIDDEN, "Choose what to act as first";
    Forbidden = "forbidden", FORBIDDEN, "The position you act as may not do this";
    AccessChanged = "access_changed", FORBIDDEN, "Your access changed while the request was under way";
    RoleGrantedAlready = "role_granted_already", CONFLICT, "The position has this role already";
    LastSystemOwner = "last_system_owner", CONFLICT, "Nobody would be left to grant roles";
    PositionClosed = "position_closed", CONFLICT, "The position is closed";
    // The server
    Internal = "internal", INTERNAL_SERVER_ERROR, "Something went wrong here";
    Busy = "busy", SERVICE_UNAVAILABLE, "The server is busy; try again";
    // Requirements and plans
    RequirementNotInPlanScope = "requirement_not_shared", UNPROCESSABLE_ENTITY, "The requirement is not shared with the plan's unit";
    NationalForResidents = "national_for_residents", UNPROCESSABLE_ENTITY, "Apprentice plans hold no national activities";
    AlreadyInPlan = "already_in_plan", CONFLICT, "The requirement is in the plan already";
    UnpublishedDraft = "unpublished_draft", CONFLICT, "The requirement has a draft that must be published or deleted first";
    NoDraft = "no_draft", CONFLICT, "There is no draft";
    NotPublished = "not_published", CONFLICT, "It has not been published";
    SectionNotEmpty = "section_not_empty", CONFLICT, "Only an empty section can be removed";
    OwnersMissing = "owners_missing", CONFLICT, "Name a document owner and a document author first";
    NothingActive = "nothing_active", CONFLICT, "The plan has no active requirement yet";
    PlanNotPublished = "plan_not_published", CONFLICT, "The plan is published nowhere";
    PlanFull = "plan_full", CONFLICT, "The plan cannot hold more";
    OwnerHasLeft = "owner_has_left", UNPROCESSABLE_ENTITY, "The person has no open position";
    CannotRemove = "cannot_remove", CONFLICT, "It is in use and can only be deactivated";
    SignatureLocked = "signature_locked", CONFLICT, "Somebody has started it: \"needs signature\" cannot be removed";
    ManualExpiryLocked = "manual_expiry_locked", CONFLICT, "Somebody has started it: the expiry date set by hand cannot be removed";
    RepetitionsLocked = "repetitions_locked", CONFLICT, "Somebody has started it: repetition cannot be turned on or off";
    ChecklistWithRepetitions = "checklist_with_repetitions", UNPROCESSABLE_ENTITY, "A checklist cannot be combined with repetitions";
    PrerequisiteCycle = "prerequisite_cycle", UNPROCESSABLE_ENTITY, "It would rest on itself";
    NothingToAdapt = "nothing_to_adapt", UNPROCESSABLE_ENTITY, "Only a central requirement with a validity can be adapted";
    CoursesByTrustAdmins = "courses_by_trust_admins", FORBIDDEN, "Courses are linked, and the course portal's confirmation chosen, by trust admins";
    LinkedToCourse = "linked_to_course", CONFLICT, "A requirement that is linked to a course cannot be reset";
    Archived = "archived", CONFLICT, "It has been archived";
    NotArchived = "not_archived", CONFLICT, "It is not archived";
    ArchivedForGood = "archived_for_good", CONFLICT, "The time to take it back is over";
    NotActive = "not_active", CONFLICT, "It has not been activated";
    AlreadyDeactivated = "already_deactivated", CONFLICT, "It has been deactivated already";
    NotDeactivated = "not_deactivated", CONFLICT, "It is not deactivated";
    National = "national", CONFLICT, "What is national cannot be changed here";
    CategoryInUse = "category_in_use", CONFLICT, "The category holds requirements or other categories";
    TemplateInUse = "template_in_use", CONFLICT, "There are local copies of the template: what it holds stands fast";
    FromTemplate = "from_template", CONFLICT, "Themes and goals come from the template";
    AlreadyCopied = "already_copied", CONFLICT, "The unit has its own copy of this template already";
    IsTemplate = "is_template", CONFLICT, "A template is copied, and not used itself";
    NotATrust = "not_a_trust", UNPROCESSABLE_ENTITY, "Plans of residents are owned by the trust itself";
    GoalNotEmpty = "goal_not_empty", CONFLICT, "Only an empty goal can be removed";
    FileNameTaken = "file_name_taken", CONFLICT, "There is a file of this name already";
    NoRoomForFile = "no_room_for_file", CONFLICT, "There is no room for more files";
    InUse = "in_use", CONFLICT, "Something uses it, or remembers it";
    // Standings and signatures
    NeedsSignature = "needs_signature", CONFLICT, "This requirement is fulfilled by a signature";
    NeedsNoSignature = "needs_no_signature", CONFLICT, "This requirement needs no signature";
    DateOutOfRange = "date_out_of_range", UNPROCESSABLE_ENTITY, "The date lies outside the years 1900 to 9999";
    PastDate = "past_date", UNPROCESSABLE_ENTITY, "The date lies in the past";
    FutureDate = "future_date", UNPROCESSABLE_ENTITY, "The date lies in the future";
    WrongStatus = "wrong_status", CONFLICT, "The standing does not allow this now";
    TooLateToUndo = "too_late_to_undo", CONFLICT, "It is too late to undo this, or something else has been done since";
    NotAssigned = "not_assigned", CONFLICT, "The requirement is not in any of the person's active plans";
    SignsOwn = "signs_own", UNPROCESSABLE_ENTITY, "Nobody signs their own";
    SignerHasLeft = "signer_has_left", UNPROCESSABLE_ENTITY, "The signer has no open position";
    AlreadyDecided = "already_decided", CONFLICT, "The request has been decided or taken back already";
    Repeats = "repeats", CONFLICT, "Each time this requirement is done is registered by itself";
    DoesNotRepeat = "does_not_repeat", CONFLICT, "This requirement is done once";
    PrerequisitesMissing = "prerequisites_missing", CONFLICT, "Something else must be fulfilled first";
    ChecklistNotDone = "checklist_not_done", CONFLICT, "There are points left on the checklist";
    NoSuchPoint = "no_such_point", UNPROCESSABLE_ENTITY, "The checklist has no such point";
    PointMustBeDone = "point_must_be_done", CONFLICT, "This point must be done";
    ExpiryMissing = "expiry_missing", UNPROCESSABLE_ENTITY, "Say when it expires";
    ExpiryNotAsked = "expiry_not_asked", UNPROCESSABLE_ENTITY, "This requirement has no expiry date of one's own";
    ExpiryNotAfter = "expiry_not_after", UNPROCESSABLE_ENTITY, "It expires after the day it was done";
    NoCommentField = "no_comment_field", UNPROCESSABLE_ENTITY, "This requirement takes no comment";
    NoAttachments = "no_attachments", CONFLICT, "This requirement takes no attachments";
    TooManyMatch = "too_many_match", CONFLICT, "Too many match; narrow them down";
    PlanStarted = "plan_started", CONFLICT, "What is begun can only be deactivated";
    MustBeDone = "must_be_done", CONFLICT, "This must be done";
    SectionMustBeDone = "section_must_be_done", CONFLICT, "This section cannot be marked as not relevant";
    // Loans and positions
    LoanStartTooEarly = "loan_start_too_early", UNPROCESSABLE_ENTITY, "A loan starts tomorrow at the earliest";
    LoanStartLocked = "loan_start_locked", CONFLICT, "The loan is ongoing: its start is locked";
    LoanEndTooEarly = "loan_end_too_early", UNPROCESSABLE_ENTITY, "The end lies too early";
    LoanToOwnUnit = "loan_to_own_unit", UNPROCESSABLE_ENTITY, "The employee belongs to this unit";
    LoanFinished = "loan_finished", CONFLICT, "A finished loan cannot be changed";
    LoanOngoing = "loan_ongoing", CONFLICT, "An ongoing loan cannot be deleted; set its end to today";
    PositionNotLendable = "position_not_lendable", CONFLICT, "Only an open employment can be lent out";
    NoSuchUnit = "no_such_unit", UNPROCESSABLE_ENTITY, "There is no such unit";
    UnitReceivesNobody = "unit_receives_nobody", UNPROCESSABLE_ENTITY, "Nobody is lent to a trust, a region, or a unit without employees of its own";
    ReceiverDoesNotLead = "receiver_does_not_lead", UNPROCESSABLE_ENTITY, "Whoever receives must lead the unit, or one above it";
    ManagerOfLoan = "manager_of_loan", CONFLICT, "The manager of somebody on loan is named in the loan";
    ManagesSelf = "manages_self", UNPROCESSABLE_ENTITY, "Nobody is their own manager";
    ManagerHasLeft = "manager_has_left", UNPROCESSABLE_ENTITY, "The manager has no open position";
    // Files
    FileTypeRefused = "file_type_refused", UNPROCESSABLE_ENTITY, "Files of this kind are not taken";
    FileNameMismatch = "file_name_mismatch", UNPROCESSABLE_ENTITY, "The name says another kind of file than it is";
    FileTooLarge = "file_too_large", PAYLOAD_TOO_LARGE, "The file is too large";
    FilesUnavailable = "files_unavailable", SERVICE_UNAVAILABLE, "The store of files does not answer; try again";
    // Imports
    ImportRunning = "import_running", CONFLICT, "Another import is under way";
    ImportBrokenOff = "import_broken_off", CONFLICT, "The program ended in the middle of the import; nothing of it was done";
    UnreadableFile = "unreadable_file", UNPROCESSABLE_ENTITY, "The file could not be read as CSV";
    EmptyFile = "empty_file", UNPROCESSABLE_ENTITY, "The file is empty";
    NotText = "not_text", UNPROCESSABLE_ENTITY, "The file is not text in UTF-8";
    MissingColumns = "missing_columns", UNPROCESSABLE_ENTITY, "The file lacks columns that the profile requires";
    ContentFaults = "content_faults", UNPROCESSABLE_ENTITY, "The file cannot be imported: try it, and see why";
    NeedsCopy = "needs_copy", CONFLICT, "Make the unit's own copy of the template first; what is the trust's own then comes into it";
    NoGoals = "no_goals", CONFLICT, "Only a goal plan has goals to export";
    TooManyRequirements = "too_many_requirements", CONFLICT, "The unit has too many requirements for one document";
    ColumnTwice = "column_twice", UNPROCESSABLE_ENTITY, "The file has the same column twice";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Code;

    #[test]
    fn no_code_stands_twice() {
        let codes: BTreeSet<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), Code::ALL.len());
    }
}
