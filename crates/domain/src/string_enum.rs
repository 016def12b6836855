//! Words of the glossary: enums with one stable name each, the same when stored and when sent.

/// The word is not one of the list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown {kind} {word:?}")]
pub struct UnknownWord {
    pub kind: &'static str,
    pub word: String,
}

/// An enum whose values are stored and sent by the name given.
// A name is a `tt`: the derives read a literal that a macro has captured as such, and not one hidden in a `literal`.
macro_rules! string_enum {
    ($(#[$doc:meta])* $kind:ident { $($(#[$item:meta])* $name:ident = $text:tt),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        #[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType), sea_orm(value_type = "String"))]
        pub enum $kind {
            $($(#[$item])* #[serde(rename = $text)] $name,)+
        }

        impl $kind {
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The name that is stored and sent.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }

        impl std::fmt::Display for $kind {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $kind {
            type Err = $crate::string_enum::UnknownWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$name),)+
                    _ => Err($crate::string_enum::UnknownWord { kind: stringify!($kind), word: text.to_owned() }),
                }
            }
        }
    };
}

pub(crate) use string_enum;

#[cfg(test)]
mod tests {
    string_enum! {
        Fruit { Apple = "apple", BloodOrange = "blood_orange" }
    }

    #[test]
    fn a_word_reads_back_and_another_is_named() {
        assert_eq!("blood_orange".parse(), Ok(Fruit::BloodOrange));
        assert_eq!(Fruit::Apple.to_string(), "apple");
        assert_eq!(Fruit::ALL, [Fruit::Apple, Fruit::BloodOrange]);
        let unknown = "pear".parse::<Fruit>().expect_err("no such word");
        assert_eq!(unknown.to_string(), "unknown Fruit \"pear\"");
    }
}
