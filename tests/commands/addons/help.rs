//! What the program says of itself.

use insta::assert_snapshot;

use crate::program::run;

#[test]
fn of_everything() {
    assert_snapshot!(run("-h"), @r#"
    Shows the add-ons of a cluster: Argo CD Applications with their state, resource tree and events,
    read straight from the Kubernetes API

    Usage: kubectl addons [OPTIONS] <COMMAND>

    Commands:
      list        Lists every add-on with its chart, version and state [alias: ls]
      get         Shows one add-on: chart, sources, state and reason, sync strategy, destination,
                  operation, images [alias: describe]
      tree        Draws an add-on's resources: what it manages and all their children, with health and
                  sync
      resource    Shows one resource of an add-on: its owners, children, conditions and events
      why         Says why an add-on is in its state, down to the cause, and what to do next
      events      Shows all events of all resources of an add-on in one timeline
      logs        Shows the logs of an add-on's pods, all containers
      values      Shows the Helm values an add-on is deployed with, and where each comes from
      history     Shows what was deployed when, by whom, at which version
      diff        Shows how live objects differ from what was applied, from the rendered chart, or two
                  deployments from each other
      sources     Lists the repositories and registries Argo CD is connected to, and who uses them
      doctor      Says whether this can work here: rights and the roles to ask for, Argo CD and its
                  set-up, decryptor, clusters, repositories; exit code 3 without any Argo CD
      snapshot    Writes what can be read of Argo CD and its add-ons to one file, secrets masked; every
                  command reads it with --from
      completion  Prints the script that lets kubectl complete names, or installs it beside this program

    Options:
      -h, --help     Print help (see more with '--help')
      -V, --version  Print version

    Output:
          --color <WHEN>  When to colour [default: auto] [possible values: auto, always, never]
    "#);
}

#[test]
fn of_one_command() {
    assert_snapshot!(run("events -h"), @r"
    Shows all events of all resources of an add-on in one timeline

    Usage: kubectl addons events [OPTIONS] <NAME>

    Arguments:
      <NAME>  Add-on: Application, member of a stack, or Helm release; `NAMESPACE/NAME` where the name
              alone fits several

    Options:
          --warnings          Show only warnings
          --since <DURATION>  Show only what is newer than this, as in `30m` or `2h`
          --for <KIND/NAME>   Show only events of this resource and its children, as in `Pod/web-0`
      -w, --watch             Keep showing new events until interrupted
      -h, --help              Print help (see more with '--help')

    Output:
          --color <WHEN>     When to colour [default: auto] [possible values: auto, always, never]
      -o, --output <FORMAT>  Output format [default: table] [possible values: table, wide, json, yaml]
          --no-headers       Leave the header line out

    Connection:
      -n, --namespace <NAMESPACE>
              Namespace of the Applications; all namespaces unless given
      -A, --all-namespaces
              Read all namespaces (the default)
          --from <FILE|DIR|->
              Read this instead of a cluster: a snapshot, or any Kubernetes YAML or JSON; file, folder
              or `-` (also .gz, .zst)
          --context <CONTEXT>
              Context of the kubeconfig
          --cluster-context <CLUSTER=CONTEXT>
              Read a cluster that add-ons are deployed to with this context instead of Argo CD's Secret;
              CLUSTER is its name or URL in Argo CD; may be given several times
          --kubeconfig <FILE>
              Path of the kubeconfig
          --request-timeout <DURATION>
              Give up on a request after this long, as in `10s` or `1m`; 0 never
    ");
}

#[test]
fn every_command_and_flag_has_a_sentence() {
    for command in ["list", "get", "tree", "events", "snapshot", "completion"] {
        let help = run(&format!("{command} --help"));
        assert_eq!(help.code, 0, "{help}");
        let lines: Vec<&str> = help.answer.lines().collect();
        let flags = lines.windows(2).filter(|pair| {
            pair[0].trim_start().starts_with('-')
                && pair[0].contains("--")
                && !pair[0].trim_start().starts_with("- ")
        });
        for pair in flags {
            assert!(pair[1].starts_with("          "), "{command}: {}", pair[0]);
        }
    }
}

#[test]
fn version() {
    assert_eq!(
        run("--version").answer,
        format!("kubectl addons {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn without_words_it_helps_and_says_that_some_were_needed() {
    let ended = run("");
    assert_eq!(ended.code, 2);
    assert!(
        ended
            .talk
            .contains("Usage: kubectl addons [OPTIONS] <COMMAND>"),
        "{ended}"
    );
}
