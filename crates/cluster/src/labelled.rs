//! Lists whole objects that carry a label: a few of a kind that there may be many of.
//!
//! They are handed over as the server wrote them, secrets included; who shows anything of them masks it.

use argocd::catalog::ServedKind;
use argocd::object::drop_nulls;
use argocd::snapshot::Scope;
use serde::Deserialize;
use serde_json::Value;

use crate::cluster::Cluster;
use crate::error::{Cause, Error};
use crate::request::{JSON, Question, within};

#[derive(Deserialize)]
struct List {
    items: Option<Vec<Value>>,
}

impl Cluster {
    /// Lists the objects of a kind that fit a label selector, in one namespace or in all of them; all of the kind where
    /// the selector is empty. Each is given the kind that items of a list lack.
    ///
    /// # Errors
    /// They may not be listed, no answer comes in time, or the cluster is out of reach.
    pub async fn labelled(
        &self,
        served: &ServedKind,
        namespace: Option<&str>,
        selector: &str,
    ) -> Result<Vec<Value>, Error> {
        let scope = Scope {
            namespace: namespace.map(str::to_owned),
            ..Scope::everywhere(&served.kind.group, &served.kind.kind)
        };
        let parameters = [("labelSelector", selector)];
        let parameters = &parameters[..usize::from(!selector.is_empty())];
        let question = Question::of_scope(served, &scope, "list", JSON, parameters);
        let limit = self.request_timeout.part();
        let body = within(limit, &question.what, self.ask(&question)).await?;
        let list: List = serde_json::from_slice(&body).map_err(|_| {
            let sentence = format!("the server's list of {} cannot be read", question.what);
            Error::new(Cause::Unreadable, sentence)
        })?;
        let items = list.items.unwrap_or_default().into_iter();
        Ok(items.map(|item| named(item, served)).collect())
    }
}

fn named(mut item: Value, served: &ServedKind) -> Value {
    drop_nulls(&mut item);
    if let Some(fields) = item.as_object_mut() {
        fields.insert("kind".to_owned(), Value::from(&*served.kind.kind));
        fields.insert("apiVersion".to_owned(), served.kind.api_version().into());
    }
    item
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::error::Cause;
    use crate::fake::{Fake, Reply};
    use crate::pinned;

    #[tokio::test]
    async fn objects_are_asked_for_by_label_and_given_their_kind() {
        let fake = Fake::start(|asked| {
            assert!(asked.has("labelSelector=a%3Db"), "{}", asked.path);
            Reply::json(json!({"items": [{"metadata": {"name": "x", "labels": null}}]}))
        })
        .await;
        let cluster = fake.cluster().await;
        let deployments = pinned::deployments();
        let found = cluster.labelled(&deployments, Some("argocd"), "a=b");
        let expected =
            json!({"kind": "Deployment", "apiVersion": "apps/v1", "metadata": {"name": "x"}});
        assert_eq!(found.await.unwrap(), [expected]);
        assert!(fake.asked()[0].is_at("/apis/apps/v1/namespaces/argocd/deployments"));
    }

    #[tokio::test]
    async fn none_are_none_and_a_refusal_names_the_right() {
        let none = Fake::start(|_| Reply::json(json!({"items": null}))).await;
        let found = none
            .cluster()
            .await
            .labelled(&pinned::deployments(), None, "")
            .await;
        assert_eq!(found.unwrap(), Vec::<serde_json::Value>::new());
        assert_eq!(none.asked()[0].path, "/apis/apps/v1/deployments");
        let no = Fake::start(|_| Reply::status(403, json!({}))).await;
        let refused = no
            .cluster()
            .await
            .labelled(&pinned::deployments(), None, "a=b")
            .await
            .unwrap_err();
        assert_eq!(refused.cause(), Cause::Forbidden);
        assert_eq!(refused.right().unwrap().resource, "deployments");
    }
}
