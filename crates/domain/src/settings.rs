//! What a person sets for themselves.

use crate::string_enum::string_enum;

string_enum! {
    /// The language one reads, by its code.
    #[derive(Default)]
    Language {
        #[default]
        Bokmal = "nb",
        Nynorsk = "nn",
        English = "en",
    }
}

string_enum! {
    /// A list that each may save a view of.
    ListName {
        Plans = "plans",
        Requirements = "requirements",
        FollowUp = "follow_up",
        FollowUpStandings = "follow_up_standings",
    }
}
