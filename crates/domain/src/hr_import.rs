//! POS-4: the words of imports from HR.

use crate::word::words;

words! {
    /// What a file holds, and how its columns are named.
    ImportProfile {
        /// Units, in our own columns.
        Units = "units",
        /// People and positions, in our own columns.
        People = "people",
        /// Units of the national list of treating institutions.
        Behandler = "behandler",
    }
}

words! {
    ImportState {
        Running = "running",
        Finished = "finished",
        /// Would have closed too many positions; nothing was changed.
        Stopped = "stopped",
        /// The file as a whole could not be read, or the run broke off.
        Failed = "failed",
    }
}
