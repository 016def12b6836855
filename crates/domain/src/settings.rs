//! What a person sets for themselves.

use crate::word::words;

words! {
    /// The language one reads, by its code.
    #[derive(Default)]
    Language {
        #[default]
        Bokmal = "nb",
        Nynorsk = "nn",
        English = "en",
    }
}

words! {
    /// A list that each may save a view of.
    ListName {
        Plans = "plans",
        Requirements = "requirements",
        FollowUp = "follow_up",
        FollowUpStandings = "follow_up_standings",
    }
}
