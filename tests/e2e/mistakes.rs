//! Does each mistake get a sentence, the next step and the right exit code?

use std::fs;
use std::net::TcpListener;

use anyhow::{Context, Result};
use serde_json::Value;
use tests::bench::Bench;

#[test]
fn an_unknown_name_gets_the_nearest_ones() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    for command in ["get", "tree", "events"] {
        let output = administrator.addons([command, "storefrnt"])?.ended(3)?;
        output
            .says(&["no add-on named storefrnt", "did you mean storefront?"])
            .context(command)?;
        assert_eq!(output.stdout, "", "{command}");
    }
    let output = administrator.addons(["tree", "wholly-unlike"])?.ended(3)?;
    output.says(&["next: list all add-ons: kubectl addons list"])
}

#[test]
fn a_snapshot_that_fails_leaves_the_file_there_was() -> Result<()> {
    let bench = Bench::from_environment()?;
    let folder = bench.home().join("snapshots");
    fs::create_dir(&folder)?;
    let file = folder.join("kept.json");
    fs::write(&file, "kept")?;
    let words = ["snapshot", "storefrnt", "-f", &file.to_string_lossy()];
    let output = bench.administrator()?.addons(words)?.ended(3)?;
    output.says(&["did you mean storefront?"])?;
    assert_eq!(fs::read_to_string(&file)?, "kept");
    let left = folder.read_dir()?.count();
    assert_eq!(left, 1, "something else was left beside it");
    Ok(())
}

#[test]
fn a_name_that_fits_several_is_answered_with_all_of_them() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let file = bench.home().join("twins.json");
    let application = |namespace| {
        serde_json::json!({
            "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
            "metadata": {"name": "twin", "namespace": namespace},
            "spec": {"destination": {"namespace": namespace}},
        })
    };
    let items = [application("team-a"), application("team-b")];
    let list = serde_json::json!({"apiVersion": "v1", "kind": "List", "items": items});
    fs::write(&file, list.to_string())?;
    let from = file.to_string_lossy();
    let output = administrator.addons(["get", "twin", "--from", &from])?;
    let output = output.ended(3)?;
    output.says(&[
        "team-a/twin, team-b/twin",
        "next: name one of them with its namespace",
    ])?;
    let one = ["get", "team-b/twin", "-o", "json", "--from", &from];
    assert_eq!(administrator.addons(one)?.json()?["namespace"], "team-b");
    Ok(())
}

#[test]
fn a_wrong_context_is_answered_with_those_there_are() -> Result<()> {
    let bench = Bench::from_environment()?;
    let output = bench
        .administrator()?
        .addons(["list", "--context", "elsewhere"])?;
    output.ended(3)?.says(&[
        "no context elsewhere",
        "next: choose one with --context: bench",
    ])
}

#[test]
fn without_a_kubeconfig_it_says_where_it_looked() -> Result<()> {
    let bench = Bench::from_environment()?;
    let nowhere = bench.with_kubeconfig(bench.home().join("none"));
    let output = nowhere.addons(["list"])?.ended(1)?;
    output.says(&["there is no kubeconfig", "next: ", "KUBECONFIG"])
}

#[test]
fn a_cluster_that_is_not_there_is_named() -> Result<()> {
    let bench = Bench::from_environment()?;
    // Nothing listens at a port that was just given back.
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let server = format!("https://{address}");
    let output = bench
        .administrator()?
        .addons(["list", "--server", &server])?;
    output
        .ended(1)?
        .says(&[&format!("nothing listens at {server}"), "next: "])
}

#[test]
fn a_server_that_never_answers_is_given_up() -> Result<()> {
    let bench = Bench::from_environment()?;
    let silent = TcpListener::bind("127.0.0.1:0")?;
    let server = format!("https://{}", silent.local_addr()?);
    let words = ["list", "--server", &server, "--request-timeout", "1s"];
    let output = bench.administrator()?.addons(words)?.ended(5)?;
    output.says(&["error: ", "next: "])
}

#[test]
fn a_cluster_without_argo_cd_says_so() -> Result<()> {
    let bench = Bench::from_environment()?;
    let file = bench.home().join("empty.json");
    fs::write(
        &file,
        r#"{"apiVersion": "v1", "kind": "List", "items": []}"#,
    )?;
    let words = ["list", "--from", &file.to_string_lossy()];
    let output = bench.administrator()?.addons(words)?.done()?;
    output.says(&["no Applications found"])
}

#[test]
fn a_file_that_is_cut_off_is_named() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let whole = administrator.addons(["snapshot", "wiki"])?.done()?.stdout;
    let file = bench.home().join("cut.json");
    fs::write(&file, &whole[..whole.len() - 20])?;
    let words = ["list", "--from", &file.to_string_lossy()];
    let output = administrator.addons(words)?.ended(1)?;
    output.says(&["cut.json", "next: "])
}

#[test]
fn an_output_that_cannot_be_is_refused() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    for (words, said) in [
        (
            &["tree", "wiki", "-o", "mermaid", "-w"][..],
            "cannot be watched",
        ),
        (&["tree", "wiki", "-o", "dot", "-w"], "cannot be watched"),
        (&["list", "-o", "mermaid"], "possible values: table, wide"),
        (&["list", "--state", "Fine"], "possible values: Pending"),
        (&["events"], "<NAME>"),
        (&["list", "--request-timeout", "soon"], "`10s`"),
    ] {
        let output = administrator.addons(words)?.ended(2);
        output
            .and_then(|output| output.says(&[said]))
            .with_context(|| words.join(" "))?;
    }
    Ok(())
}

#[test]
fn a_wish_for_synced_only_is_an_exit_code() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let list = ["list", "--exit-code", "--state"];
    administrator
        .addons(list.into_iter().chain(["Degraded"]))?
        .ended(4)?;
    administrator
        .addons(list.into_iter().chain(["Synced"]))?
        .done()?;
    let words = ["tree", "payments-api", "--exit-code", "-o", "json"];
    let output = administrator.addons(words)?.ended(4)?;
    let tree: Value = serde_json::from_str(&output.stdout)?;
    assert_eq!(tree["kind"], "ResourceTree");
    Ok(())
}
