//! Words of the glossary: enums with one stable name each, the same when stored and when sent.

/// An enum whose values are stored and sent by the name given.
// A name is a `tt`: the derives read a literal that a macro has captured as such, and not one hidden in a `literal`.
macro_rules! string_enum {
    ($(#[$doc:meta])* $kind:ident { $($(#[$item:meta])* $name:ident = $text:tt),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize, utoipa::ToSchema,
            strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
        )]
        #[strum(const_into_str)]
        #[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType), sea_orm(value_type = "String"))]
        pub enum $kind {
            $($(#[$item])* #[serde(rename = $text)] #[strum(serialize = $text)] $name,)+
        }

        impl $kind {
            pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

            /// The name that is stored and sent.
            pub const fn as_str(self) -> &'static str {
                self.into_str()
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
        assert_eq!("pear".parse::<Fruit>(), Err(strum::ParseError::VariantNotFound));
    }
}
