//! Reads JSON into the contract's types by way of one tree, with as little code a type as can be: the general reader
//! of serde_json makes a second and third copy of every type's, for input that is a list or a number in disguise.

use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value, map, value};

/// It is not JSON, or not what was promised; names the field where it knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable(pub &'static str);

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Unreadable {}

impl de::Error for Unreadable {
    fn custom<T: std::fmt::Display>(_: T) -> Self {
        Self("a value")
    }

    fn missing_field(field: &'static str) -> Self {
        Self(field)
    }
}

/// From the text of an answer.
pub fn from_text<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    from_value(tree(text)?)
}

/// From what is read already, such as a problem's `current`.
pub fn from_value<T: DeserializeOwned>(value: Value) -> Result<T, Unreadable> {
    T::deserialize(Node(value))
}

fn tree(text: &str) -> Result<Value, Unreadable> {
    serde_json::from_str(text).map_err(|_| Unreadable("JSON"))
}

struct Node(Value);

impl Node {
    fn number<'de, V: Visitor<'de>>(&self, visitor: V) -> Result<V::Value, Unreadable> {
        let Value::Number(number) = &self.0 else { return Err(Unreadable("a number")) };
        match (number.as_u64(), number.as_i64(), number.as_f64()) {
            (Some(number), ..) => visitor.visit_u64(number),
            (_, Some(number), _) => visitor.visit_i64(number),
            (.., Some(number)) => visitor.visit_f64(number),
            _ => Err(Unreadable("a number")),
        }
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Value::String(text) => visitor.visit_string(text),
            _ => Err(Unreadable("a text")),
        }
    }

    fn object<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Value::Object(fields) => visitor.visit_map(Fields::of(fields)),
            _ => Err(Unreadable("an object")),
        }
    }

    fn list<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(Items(items.into_iter())),
            _ => Err(Unreadable("a list")),
        }
    }
}

macro_rules! all {
    ($how:ident: $($method:ident)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> { self.$how(visitor) })+
    };
}

impl<'de> Deserializer<'de> for Node {
    type Error = Unreadable;

    all!(number: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_u8 deserialize_u16
        deserialize_u32 deserialize_u64 deserialize_f32 deserialize_f64);
    all!(text: deserialize_str deserialize_string deserialize_char deserialize_identifier);
    all!(object: deserialize_map);
    all!(list: deserialize_seq);

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(yes) => visitor.visit_bool(yes),
            Value::Number(_) => self.number(visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(_) => self.list(visitor),
            Value::Object(_) => self.object(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Value::Bool(yes) => visitor.visit_bool(yes),
            _ => Err(Unreadable("yes or no")),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &str, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.object(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        match self.0 {
            Value::String(name) => visitor.visit_enum(Variant(name, None)),
            Value::Object(fields) => match fields.into_iter().next() {
                Some((name, content)) => visitor.visit_enum(Variant(name, Some(content))),
                None => Err(Unreadable("a variant")),
            },
            _ => Err(Unreadable("a variant")),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i128 u128 bytes byte_buf unit_struct tuple tuple_struct }
}

struct Fields {
    rest: map::IntoIter,
    value: Option<Value>,
}

impl Fields {
    fn of(fields: Map<String, Value>) -> Self {
        Self { rest: fields.into_iter(), value: None }
    }
}

impl<'de> MapAccess<'de> for Fields {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        match self.rest.next() {
            Some((name, value)) => {
                self.value = Some(value);
                seed.deserialize(Node(Value::String(name))).map(Some)
            }
            None => Ok(None),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Unreadable> {
        seed.deserialize(Node(self.value.take().unwrap_or_default()))
    }
}

struct Items(std::vec::IntoIter<Value>);

impl<'de> SeqAccess<'de> for Items {
    type Error = Unreadable;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Unreadable> {
        self.0.next().map(|item| seed.deserialize(Node(item))).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// A variant's name, and what it holds.
struct Variant(String, Option<Value>);

impl<'de> EnumAccess<'de> for Variant {
    type Error = Unreadable;
    type Variant = Content;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Content), Unreadable> {
        let name: value::Value = self.0.into();
        Ok((seed.deserialize(Node(name))?, Content(self.1)))
    }
}

struct Content(Option<Value>);

impl<'de> VariantAccess<'de> for Content {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Unreadable> {
        seed.deserialize(Node(self.0.unwrap_or_default()))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        Node(self.0.unwrap_or_default()).list(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Unreadable> {
        Node(self.0.unwrap_or_default()).object(visitor)
    }
}

impl IntoDeserializer<'_, Unreadable> for Node {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use kyndig_contract::assignment::AssignedRequirement;
    use kyndig_contract::page::Page;
    use kyndig_contract::requirement::RequirementSummary;
    use kyndig_contract::session::SessionDetails;
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    use super::*;

    /// Whatever serde_json reads, this reads the same.
    fn same<T: DeserializeOwned + PartialEq + std::fmt::Debug>(value: &Value) {
        let text = value.to_string();
        let wanted: T = serde_json::from_str(&text).unwrap();
        assert_eq!(from_text::<T>(&text).unwrap(), wanted);
    }

    #[test]
    fn types_of_the_contract_are_read_as_serde_json_reads_them() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        let choice = json!({"positionId": id, "kind": "loan", "title": "a", "unitName": "b", "trustName": "c",
            "from": "2026-11-01", "to": null});
        same::<SessionDetails>(&json!({"personId": id, "name": "Åse", "acting": choice, "choices": [choice],
            "permissions": ["plan:list"], "writes": ["competence_plan"], "today": "2026-11-21", "unknown": {"a": [1, 2]}}));
        same::<Page<RequirementSummary>>(
            &json!({"items": [{"id": id, "number": "KR-1", "kind": "requirement", "level": "local", "name": "x",
            "ownerUnit": {"id": id, "name": "u"}, "learningMethod": "e_learning", "documentationMethod": "signature",
            "needsSignature": true, "validityDays": 365, "published": true, "hasDraft": false, "plans": 2,
            "canEdit": true}], "nextCursor": "abc", "total": 1}),
        );
    }

    #[test]
    fn all_shapes_of_serde_are_read() {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Inner {
            text: String,
            number: i32,
        }
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        enum Shape {
            Unit,
            New(i64),
            Tuple(u8, f64),
            Struct { a: Option<bool> },
        }
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        enum Tagged {
            One { a: i32 },
            Two,
        }
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        struct Outer {
            #[serde(flatten)]
            inner: Inner,
            shapes: Vec<Shape>,
            tagged: Vec<Tagged>,
            pair: (u8, String),
            negative: i64,
            map: std::collections::BTreeMap<String, u64>,
            #[serde(default)]
            absent: Option<String>,
            nothing: (),
        }
        same::<Outer>(&json!({"text": "t", "number": -3, "shapes": ["Unit", {"New": -1}, {"Tuple": [1, 2.5]},
            {"Struct": {"a": true}}], "tagged": [{"kind": "one", "a": 1}, {"kind": "two"}], "pair": [7, "x"],
            "negative": -9_000_000_000_i64, "map": {"a": 1}, "nothing": null}));
    }

    #[test]
    fn what_is_not_as_promised_is_refused() {
        assert_eq!(from_text::<RequirementSummary>("{}").unwrap_err(), Unreadable("id"));
        assert!(from_text::<RequirementSummary>("[]").is_err());
        assert!(from_text::<AssignedRequirement>("nonsense").is_err());
        assert!(from_text::<u8>("256").is_err());
        assert!(from_text::<Vec<bool>>("[true, 1]").is_err());
    }
}
