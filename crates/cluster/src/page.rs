//! Decodes one page of a list from its bytes into updates.
//!
//! Applications are read straight into their summary; if one of a page cannot be
//! read, the page is read item by item and the bad ones become gaps. Pure: bytes
//! in, updates out.

use argocd::application::{self, Application};
use argocd::catalog::ServedKind;
use argocd::object::{LeanObject, Metadata, Object, Resource, drop_nulls};
use argocd::snapshot::{Gap, GapReason, Need, Scope, Update};
use argocd::tree::plan::Want;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::{Cause, Error};

/// Where a list stands: what a page says beside its items.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Position {
    /// From where a watch goes on.
    pub(crate) resource_version: String,
    /// Names the next page; empty on the last one.
    #[serde(rename = "continue")]
    pub(crate) next: String,
    /// How many objects there are beside those of the page, where the server says.
    pub(crate) remaining_item_count: Option<usize>,
}

/// An empty list of metadata has `"items": null`.
#[derive(Deserialize)]
struct Page<Item> {
    items: Option<Vec<Item>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a list")]
struct Frame {
    #[serde(default)]
    metadata: Position,
    #[serde(rename = "items", default)]
    _items: IgnoredAny,
}

#[derive(Deserialize)]
struct MetadataOnly {
    #[serde(default)]
    metadata: Metadata,
}

/// Reads an item straight from its bytes; only where that fails, with its nulls taken out.
fn leniently<T: DeserializeOwned>(item: &RawValue) -> Result<T, String> {
    if let Ok(read) = serde_json::from_str(item.get()) {
        return Ok(read);
    }
    let value: Result<Value, _> = serde_json::from_str(item.get());
    let mut value = value.map_err(|error| error.to_string())?;
    drop_nulls(&mut value);
    T::deserialize(value).map_err(|error| error.to_string())
}

/// Reads all items of a page; `None` where one of them is odd.
fn at_once<Item: DeserializeOwned>(
    body: &[u8],
    read: impl Fn(Item) -> Result<Object, String>,
) -> Option<Vec<Update>> {
    let page: Page<Item> = serde_json::from_slice(body).ok()?;
    let items = page.items.unwrap_or_default().into_iter();
    items
        .map(|item| read(item).ok().map(Update::Seen))
        .collect()
}

/// Returns an Application as an object, if it has a name.
fn named(application: Application) -> Result<Object, String> {
    match application.metadata.name.is_empty() {
        true => Err("it has no metadata.name".to_owned()),
        false => Ok(Object::Application(Box::new(application))),
    }
}

/// What a page is read as.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    pub(crate) served: ServedKind,
    pub(crate) scope: Scope,
    pub(crate) need: Need,
}

impl Reading {
    pub(crate) fn new(served: &ServedKind, want: &Want) -> Self {
        Self {
            served: served.clone(),
            scope: want.scope.clone(),
            need: want.need,
        }
    }
}

impl Reading {
    /// Returns whether the scope names one object; a namespaced one is known by both of its names.
    pub(crate) fn is_of_one_object(&self) -> bool {
        self.scope.name.is_some() && self.scope.namespace.is_some() == self.served.namespaced
    }

    /// Returns what a list or a watch must be narrowed by, if anything.
    pub(crate) fn field_selector(&self) -> Option<String> {
        let name = self.scope.name.as_ref();
        let name = name.map(|name| format!("metadata.name={name}"));
        let selectors: Vec<String> = name.into_iter().chain(self.scope.fields.clone()).collect();
        (!selectors.is_empty()).then(|| selectors.join(","))
    }

    /// Returns whether only metadata is asked for. A summary exists of Applications alone.
    pub(crate) fn is_metadata(&self) -> bool {
        match self.need {
            Need::Names | Need::Meta => true,
            Need::Summary => !self.is_applications(),
            Need::Body => false,
        }
    }

    fn is_applications(&self) -> bool {
        let kind = &self.served.kind;
        kind.group == application::GROUP && kind.kind == application::KIND
    }

    /// Reads the position alone, so that the next page can be asked for before this one is decoded.
    pub(crate) fn position(&self, body: &[u8]) -> Result<Position, Error> {
        let frame: Frame = serde_json::from_slice(body).map_err(|error| self.unreadable(&error))?;
        Ok(frame.metadata)
    }

    /// Decodes all items of a page, at once where all of them are as they should be.
    pub(crate) fn page(&self, body: &[u8]) -> Result<Vec<Update>, Error> {
        let read = match (self.is_metadata(), self.need) {
            (true, _) => at_once(body, |item: MetadataOnly| self.resource(item.metadata)),
            (false, Need::Summary) => at_once(body, named),
            (false, _) => at_once(body, |item: LeanObject| self.whole(item.0)),
        };
        match read {
            Some(read) => Ok(read),
            None => self.items(body, |item| self.read(item)),
        }
    }

    /// Decodes one object that was asked for by name.
    pub(crate) fn one(&self, body: &[u8]) -> Result<Update, Error> {
        let item = self.raw_one(body)?;
        Ok(self.update(item, &|item| self.read(item)))
    }

    /// Decodes one object of a watch.
    pub(crate) fn event(&self, value: Value) -> Result<Object, Box<Gap>> {
        let name = |field: &str| {
            value
                .pointer(field)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let name = called(name("/metadata/namespace"), name("/metadata/name"));
        let read = match self.is_metadata() {
            true => MetadataOnly::deserialize(&value)
                .map_err(|error| error.to_string())
                .and_then(|item| self.resource(item.metadata)),
            false => self.whole(value),
        };
        read.map_err(|message| Box::new(self.bad(&name, message)))
    }

    fn read(&self, item: &RawValue) -> Result<Object, String> {
        match self.is_metadata() {
            true => self.metadata_of(item),
            false => self.object_of(item),
        }
    }

    fn items(
        &self,
        body: &[u8],
        read: impl Fn(&RawValue) -> Result<Object, String>,
    ) -> Result<Vec<Update>, Error> {
        let items = self.raw_items(body)?.into_iter();
        Ok(items.map(|item| self.update(item, &read)).collect())
    }

    /// Returns the items of a page as the server wrote them.
    pub(crate) fn raw_items<'a>(&self, body: &'a [u8]) -> Result<Vec<&'a RawValue>, Error> {
        let page: Page<&RawValue> =
            serde_json::from_slice(body).map_err(|error| self.unreadable(&error))?;
        Ok(page.items.unwrap_or_default())
    }

    /// Returns one object as the server wrote it.
    pub(crate) fn raw_one<'a>(&self, body: &'a [u8]) -> Result<&'a RawValue, Error> {
        serde_json::from_slice(body).map_err(|error| self.unreadable(&error))
    }

    fn update(
        &self,
        item: &RawValue,
        read: &dyn Fn(&RawValue) -> Result<Object, String>,
    ) -> Update {
        match read(item) {
            Ok(object) => Update::Seen(object),
            Err(message) => Update::Gap(self.bad_item(item, message)),
        }
    }

    fn metadata_of(&self, item: &RawValue) -> Result<Object, String> {
        let item: MetadataOnly = leniently(item)?;
        self.resource(item.metadata)
    }

    fn resource(&self, metadata: Metadata) -> Result<Object, String> {
        match metadata.name.is_empty() {
            true => Err("it has no metadata.name".to_owned()),
            false => {
                let resource = Resource::new(&self.served.kind, metadata, None);
                Ok(Object::Resource(Box::new(resource)))
            }
        }
    }

    fn object_of(&self, item: &RawValue) -> Result<Object, String> {
        if self.need == Need::Summary {
            return named(leniently(item)?);
        }
        self.whole(serde_json::from_str(item.get()).map_err(|error| error.to_string())?)
    }

    fn whole(&self, mut value: Value) -> Result<Object, String> {
        self.name_kind(&mut value);
        Object::from_value(value)
    }

    /// Writes `apiVersion` and `kind` into an item: in built-in lists only the list carries them.
    pub(crate) fn name_kind(&self, value: &mut Value) {
        if let Some(fields) = value.as_object_mut() {
            let kind = &self.served.kind;
            fields.insert("apiVersion".to_owned(), kind.api_version().into());
            fields.insert("kind".to_owned(), kind.kind.clone().into());
        }
    }

    pub(crate) fn bad_item(&self, item: &RawValue, message: String) -> Gap {
        let Name { name, namespace } = serde_json::from_str::<Named>(item.get())
            .unwrap_or_default()
            .metadata;
        self.bad(&called(&namespace, &name), message)
    }

    fn bad(&self, name: &str, message: String) -> Gap {
        Gap {
            reason: GapReason::Unreadable,
            what: format!("{} {name}", self.served.kind.kind),
            message,
            scope: Some(self.scope.clone()),
            right: None,
        }
    }

    fn unreadable(&self, error: &serde_json::Error) -> Error {
        let what = crate::request::what(&self.served, &self.scope);
        Error::new(
            Cause::Unreadable,
            format!("the server's list of {what} cannot be read: {error}"),
        )
        .next("is this the address of a Kubernetes API server?")
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Named {
    metadata: Name,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Name {
    name: String,
    namespace: String,
}

fn called(namespace: &str, name: &str) -> String {
    match (namespace, name) {
        (_, "") => "without a name".to_owned(),
        ("", name) => name.to_owned(),
        (namespace, name) => format!("{namespace}/{name}"),
    }
}
