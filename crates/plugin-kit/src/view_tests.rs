use insta::assert_snapshot;

use super::*;
use crate::shape::{Block, Column, Node, Table, Text};

#[derive(Serialize, JsonSchema)]
struct AddOns {
    items: Vec<AddOn>,
}

#[derive(Serialize, JsonSchema)]
struct AddOn {
    name: &'static str,
    message: &'static str,
}

impl View for AddOns {
    const KIND: &'static str = "AddonList";

    fn blocks(&self, wide: bool) -> Blocks {
        let mut table = Table::new([Column::new("name"), Column::new("message").wide()]);
        for item in &self.items {
            table.push(item.name, [Text::from(item.name), Text::from(item.message)]);
        }
        let note = wide.then(|| Block::lines(["wide was asked for"]));
        std::iter::once(table.into()).chain(note).collect()
    }

    fn names(&self) -> Vec<String> {
        self.items.iter().map(|item| item.name.to_owned()).collect()
    }
}

#[derive(Serialize, JsonSchema)]
struct Map;

impl View for Map {
    const KIND: &'static str = "ResourceTree";

    fn blocks(&self, _wide: bool) -> Blocks {
        let mut graph = Graph::new(Column::new("name"), []);
        graph.push(Node::new("a", "Application/grafana"));
        vec![Block::lines(["above"]), graph.into()]
    }
}

fn add_ons() -> AddOns {
    let long = "a very long message that YAML writers like to fold into several lines, which nobody can search for, so they must not";
    AddOns {
        items: vec![
            AddOn {
                name: "grafana",
                message: long,
            },
            AddOn {
                name: "yes",
                message: "\u{1b}[31m\u{9b}\u{202e}",
            },
        ],
    }
}

fn shown(view: &impl View, output: impl Into<Output>) -> String {
    let mut bytes = Vec::new();
    show(view, output, &Screen::pipe(), &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn text_is_drawn_from_the_shapes() {
    assert_snapshot!(shown(&add_ons(), Format::Table), @r#"
    NAME
    grafana
    yes
    "#);
    assert_snapshot!(shown(&add_ons(), Format::Wide), @r#"
    NAME      MESSAGE
    grafana   a very long message that YAML writers like to fold into several lines, which nobody can search for, so they must not
    yes       \x1b[31m\x9b\u{202e}

    wide was asked for
    "#);
    assert_snapshot!(shown(&add_ons(), Output { format: Format::Table, headers: false }), @r#"
    grafana
    yes
    "#);
}

#[test]
fn json_begins_with_what_it_is() {
    assert_snapshot!(shown(&add_ons(), Format::Json), @r#"
    {
      "apiVersion": "addons/v1",
      "kind": "AddonList",
      "items": [
        {
          "name": "grafana",
          "message": "a very long message that YAML writers like to fold into several lines, which nobody can search for, so they must not"
        },
        {
          "name": "yes",
          "message": "\u001b[31m\u009b\u202e"
        }
      ]
    }
    "#);
}

#[test]
fn yaml_says_the_same_without_folding() {
    assert_snapshot!(shown(&add_ons(), Format::Yaml), @r#"
    apiVersion: addons/v1
    kind: AddonList
    items:
    - name: grafana
      message: a very long message that YAML writers like to fold into several lines, which nobody can search for, so they must not
    - name: "yes"
      message: "\e[31m\x9B\u202e"
    "#);
}

#[test]
fn yaml_reads_back_as_what_json_says() {
    let yaml: serde_json::Value = serde_saphyr::from_str(&shown(&add_ons(), Format::Yaml)).unwrap();
    let json: serde_json::Value = serde_json::from_str(&shown(&add_ons(), Format::Json)).unwrap();
    assert_eq!(yaml, json);
}

#[test]
fn no_data_format_drives_a_terminal() {
    for format in [
        Format::Json,
        Format::Yaml,
        Format::Name,
        Format::Table,
        Format::Wide,
    ] {
        let text = shown(&add_ons(), format);
        let driving = |character: char| character != '\n' && crate::escape::is_dangerous(character);
        assert!(!text.chars().any(driving), "{format:?}: {text:?}");
    }
}

#[test]
fn a_line_of_json_is_one_line() {
    assert_eq!(
        json_line(&AddOns { items: vec![] }).unwrap(),
        "{\"apiVersion\":\"addons/v1\",\"kind\":\"AddonList\",\"items\":[]}\n"
    );
}

#[test]
fn names_are_arguments() {
    assert_eq!(shown(&add_ons(), Format::Name), "grafana\nyes\n");
}

#[test]
fn diagrams_need_a_graph() {
    assert!(shown(&Map, Format::Mermaid).starts_with("flowchart LR\n"));
    assert!(shown(&Map, Format::Dot).starts_with("digraph {\n"));
    let refused = show(&add_ons(), Format::Dot, &Screen::pipe(), &mut Vec::new()).unwrap_err();
    assert_eq!(
        format!("{refused:#}"),
        "writing the answer: this answer is not a graph and cannot be drawn as one"
    );
}

#[test]
fn a_command_accepts_its_own_formats_only() {
    let parser = Format::among(&[Format::Table, Format::Json]);
    let command =
        clap::Command::new("list").arg(clap::Arg::new("output").short('o').value_parser(parser));
    let accepted = command
        .clone()
        .try_get_matches_from(["list", "-o", "json"])
        .unwrap();
    assert_eq!(accepted.get_one::<Format>("output"), Some(&Format::Json));
    let refused = command
        .try_get_matches_from(["list", "-o", "dot"])
        .unwrap_err()
        .to_string();
    assert!(
        refused.contains("[possible values: table, json]"),
        "{refused}"
    );
}
