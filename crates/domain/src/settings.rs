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
