//! Does standard `sops` open what we seal, and do we open what `sops` seals, value by value as Helm reads them?
//!
//! Not a black box: the format is asked of `stack::seal` itself, on every file of `tests/fixtures/values`. Keys are
//! wrapped and unwrapped by `age`, so that nothing of ours stands on both sides. A file names its secrets in its first
//! comment: `# encrypt: password, tls.key`.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use stack::seal::{DataKey, Keys, Opened, Rule, Source, WrappedKey, open, seal, wrapped_keys};
use stack::yaml::read::read;
use tempfile::TempDir;
use tests::bench;

#[test]
fn sops_opens_what_we_seal() -> Result<()> {
    let person = Person::new()?;
    for values in fixtures()? {
        let sealed = person.sealed(&values, None)?;
        let opened = person.sops_opens(&sealed).context(values.name.clone())?;
        assert_eq!(helm(&opened)?, helm(&values.text)?, "{}", values.name);
    }
    Ok(())
}

#[test]
fn what_we_seal_we_open() -> Result<()> {
    let person = Person::new()?;
    for values in fixtures()? {
        let sealed = person.sealed(&values, None)?;
        let opened = person.opened(&sealed)?;
        assert_eq!(helm(opened.text())?, helm(&values.text)?, "{}", values.name);
        let again = person.sealed(&values, Some(&opened))?;
        let unsealed = |text: &str| text.lines().filter(|line| !line.contains("ENC[")).count();
        assert_eq!(unsealed(&again), unsealed(&sealed), "{}", values.name);
        let values = Values {
            text: opened.text().to_owned(),
            ..values
        };
        assert_eq!(person.sealed(&values, Some(&opened))?, sealed);
    }
    Ok(())
}

#[test]
fn we_open_what_sops_seals() -> Result<()> {
    let person = Person::new()?;
    for values in fixtures()? {
        let rule = values.rule()?;
        let (_, pattern) = rule.field();
        for fields in [
            format!("encrypted_regex: '{pattern}', mac_only_encrypted: true"),
            format!("encrypted_regex: '{pattern}'"),
            format!("unencrypted_regex: '{pattern}'"),
            "encrypted_suffix: word".to_owned(),
            "unencrypted_suffix: word".to_owned(),
            String::new(),
        ] {
            let about = format!("{} {fields}", values.name);
            let sealed = person
                .sops_seals(&values.text, &fields)
                .context(about.clone())?;
            let opened = person.opened(&sealed).context(about.clone())?;
            let theirs = person.sops_opens(&sealed)?;
            assert_eq!(helm(opened.text())?, helm(&theirs)?, "{about}");
        }
    }
    Ok(())
}

#[test]
fn an_older_sops_opens_what_we_seal_and_we_what_it_seals() -> Result<()> {
    let person = Person {
        sops: "BENCH_OLDER_SOPS",
        ..Person::new()?
    };
    for values in fixtures()? {
        let name = &values.name;
        let sealed = person.sealed(&values, None)?;
        let expected = helm(&values.text)?;
        ensure!(
            person.readings(&sealed)?.contains(&expected),
            "ours, {name}"
        );
        let rule = values.rule()?;
        let (_, pattern) = rule.field();
        let sealed = person.sops_seals(&values.text, &format!("encrypted_regex: '{pattern}'"));
        let sealed = match sealed {
            Ok(sealed) => sealed,
            // It seals no plain dates.
            Err(error) if error.to_string().contains("unknown type: time.Time") => {
                ensure!(name.starts_with("types.yaml"), "{name} has no dates");
                continue;
            }
            Err(error) => return Err(error),
        };
        let opened = helm(person.opened(&sealed)?.text())?;
        ensure!(
            person.readings(&sealed)?.contains(&opened),
            "theirs, {name}"
        );
    }
    Ok(())
}

#[test]
fn sops_edits_what_we_sealed_and_we_go_on() -> Result<()> {
    let person = Person::new()?;
    let values = fixture("grafana.yaml")?;
    let path = person.write("edited.yaml", &person.sealed(&values, None)?)?;
    let set = [
        "set".as_ref(),
        path.as_os_str(),
        r#"["adminPassword"]"#.as_ref(),
        r#""changed""#.as_ref(),
    ];
    person.sops(set)?;
    let edited = fs::read_to_string(&path)?;
    let opened = person.opened(&edited)?;
    assert_eq!(helm(opened.text())?["adminPassword"], "changed");

    let values = Values {
        text: opened.text().to_owned(),
        ..values
    };
    assert_eq!(
        person.sealed(&values, Some(&opened))?,
        edited,
        "an unchanged file stays as sops wrote it"
    );
    let values = Values {
        text: values.text.replace("x, y", "z"),
        ..values
    };
    let resealed = person.sealed(&values, Some(&opened))?;
    let theirs = person.sops_opens(&resealed)?;
    assert_eq!(helm(&theirs)?, helm(&values.text)?);
    let token = |text: &str| {
        text.lines()
            .find(|line| line.starts_with("adminPassword: "))
            .map(str::to_owned)
    };
    assert_eq!(token(&resealed), token(&edited));
    Ok(())
}

#[test]
fn sops_rotates_what_we_sealed() -> Result<()> {
    let person = Person::new()?;
    let values = fixture("grafana.yaml")?;
    let path = person.write("rotated.yaml", &person.sealed(&values, None)?)?;
    person.sops(["rotate".as_ref(), "--in-place".as_ref(), path.as_os_str()])?;
    let rotated = fs::read_to_string(&path)?;
    assert_eq!(helm(person.opened(&rotated)?.text())?, helm(&values.text)?);
    Ok(())
}

#[test]
fn neither_opens_what_was_tampered_with() -> Result<()> {
    let person = Person::new()?;
    let values = fixture("lists.yaml")?;
    let sealed = person.sealed(&values, None)?;
    let equal: Vec<&str> = sealed
        .lines()
        .filter(|line| line.starts_with("  - secret: ENC["))
        .collect();
    let [first, second, ..] = equal.as_slice() else {
        anyhow::bail!("lists.yaml has lost its equal items");
    };
    let (first, second) = (first.to_string(), second.to_string());
    let without = sealed.replacen(&format!("{first}\n"), "", 1);
    let renamed = sealed.replacen(&first, &first.replace("secret", "password"), 1);
    let redated = sealed.replace("lastmodified: \"2026", "lastmodified: \"2025");
    assert_ne!(first, second);
    for tampered in [without, renamed, redated] {
        ensure!(tampered != sealed, "nothing was tampered with");
        ensure!(person.opened(&tampered).is_err(), "we open {tampered}");
        ensure!(
            person.sops_opens(&tampered).is_err(),
            "sops opens {tampered}"
        );
    }
    Ok(())
}

/// A file of values and the keys to be sealed in it.
#[derive(Clone)]
struct Values {
    name: String,
    text: String,
    encrypt: Vec<String>,
}

impl Values {
    fn rule(&self) -> Result<Rule> {
        Rule::for_keys(&self.encrypt)
            .with_context(|| format!("{} names nothing to encrypt", self.name))
    }
}

/// Returns every fixture, with line breaks of either kind.
fn fixtures() -> Result<Vec<Values>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder())? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    ensure!(!names.is_empty(), "there are no fixtures");
    let mut fixtures = Vec::new();
    for name in names {
        let values = fixture(&name)?;
        let windows = Values {
            name: format!("{name} with CRLF"),
            text: values.text.replace('\n', "\r\n"),
            ..values.clone()
        };
        fixtures.extend([values, windows]);
    }
    Ok(fixtures)
}

fn fixture(name: &str) -> Result<Values> {
    let text = fs::read_to_string(folder().join(name))?;
    let named = text
        .lines()
        .find_map(|line| line.strip_prefix("# encrypt: "));
    let named = named.with_context(|| format!("{name} lacks its `# encrypt:` line"))?;
    let encrypt = named.split(", ").map(str::to_owned).collect();
    Ok(Values {
        name: name.to_owned(),
        text,
        encrypt,
    })
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/values")
}

/// Returns a text as Helm reads it. To Helm, 1000.0 is 1000: it gets both from JSON that writes them alike.
fn helm(text: &str) -> Result<Value> {
    Ok(whole_numbers(read(text)?))
}

fn whole_numbers(value: Value) -> Value {
    match value {
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| (key, whole_numbers(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(whole_numbers).collect(),
        Value::Number(number) => number.as_f64().map_or(Value::Null, Value::from),
        other => other,
    }
}

/// Somebody with an age identity, `sops` and `age`, and a folder of their own.
struct Person {
    home: TempDir,
    recipient: String,
    data_key: DataKey,
    /// The data key, wrapped by `age`.
    enc: String,
    /// The variable that names the `sops` they use.
    sops: &'static str,
}

impl Person {
    fn new() -> Result<Self> {
        let home = TempDir::new()?;
        let identity = home.path().join("keys.txt");
        let generate = ["-o".as_ref(), identity.as_os_str()];
        run(program("BENCH_AGE_KEYGEN", home.path())?.args(generate))?;
        let show = ["-y".as_ref(), identity.as_os_str()];
        let recipient = text(run(program("BENCH_AGE_KEYGEN", home.path())?.args(show))?)?;
        let recipient = recipient.trim().to_owned();
        let bytes: Vec<u8> = (0..32).collect();
        let data_key = DataKey::from_bytes(&bytes).context("a data key has 32 bytes")?;
        let plain = home.path().join("data-key");
        fs::write(&plain, bytes)?;
        let wrap = ["--armor", "--recipient", &recipient].map(OsStr::new);
        let wrap = wrap.into_iter().chain([plain.as_os_str()]);
        let enc = text(run(program("BENCH_AGE", home.path())?.args(wrap))?)?;
        Ok(Self {
            home,
            recipient,
            data_key,
            enc,
            sops: "BENCH_SOPS",
        })
    }

    fn write(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.home.path().join(name);
        fs::write(&path, text)?;
        Ok(path)
    }

    fn sealed(&self, values: &Values, previous: Option<&Opened>) -> Result<String> {
        let age = vec![WrappedKey {
            recipient: self.recipient.clone(),
            enc: self.enc.clone(),
        }];
        let data_key = self.data_key.clone();
        let keys = previous.map_or(Keys { data_key, age }, Keys::of);
        let source = Source {
            file: &values.name,
            text: &values.text,
        };
        let mut random = counting();
        let now = "2026-11-26T07:00:00Z".parse()?;
        let sealed = seal(source, &values.rule()?, &keys, previous, now, &mut random);
        let sealed = sealed.map_err(|complaints| anyhow::anyhow!("{complaints:#?}"))?;
        Ok(String::from_utf8(sealed.into_bytes())?)
    }

    /// Opens a text with `age` for its key and our engine for the rest.
    fn opened(&self, sealed: &str) -> Result<Opened> {
        let keys = wrapped_keys(sealed)?;
        let enc = &keys.age.first().context("no age recipient")?.enc;
        let wrapped = self.write("wrapped", enc)?;
        let identity = self.home.path().join("keys.txt");
        let unwrap = [
            "--decrypt".as_ref(),
            "--identity".as_ref(),
            identity.as_os_str(),
            wrapped.as_os_str(),
        ];
        let key = run(program("BENCH_AGE", self.home.path())?.args(unwrap))?.stdout;
        let key = DataKey::from_bytes(&key).context("a data key has 32 bytes")?;
        Ok(open(sealed, &key)?)
    }

    fn sops_opens(&self, sealed: &str) -> Result<String> {
        let path = self.write("sealed.yaml", sealed)?;
        let output = self.sops(["decrypt".as_ref(), path.as_os_str()])?;
        let talk = String::from_utf8_lossy(&output.stderr);
        ensure!(talk.is_empty(), "sops warns: {talk}");
        text(output)
    }

    /// Returns what `sops` opens, as it writes it in YAML and in JSON. Older versions write some line breaks of YAML so that
    /// Helm loses them, and JSON knows no merge keys: a value is told right by one of both.
    fn readings(&self, sealed: &str) -> Result<[Value; 2]> {
        let yaml = self.sops_opens(sealed)?;
        let path = self.write("sealed.yaml", sealed)?;
        let tell = ["decrypt", "--output-type", "json"].map(OsStr::new);
        let json = text(self.sops(tell.into_iter().chain([path.as_os_str()]))?)?;
        Ok([helm(&yaml)?, helm(&json)?])
    }

    /// Lets `sops` seal a text by a creation rule of these fields.
    fn sops_seals(&self, values: &str, fields: &str) -> Result<String> {
        let recipient = &self.recipient;
        let rule = format!("creation_rules: [{{age: {recipient}, {fields}}}]\n");
        self.write(".sops.yaml", &rule)?;
        let path = self.write("plain.yaml", values)?;
        text(self.sops(["encrypt".as_ref(), path.as_os_str()])?)
    }

    fn sops<'a>(&self, arguments: impl IntoIterator<Item = &'a OsStr>) -> Result<Output> {
        run(program(self.sops, self.home.path())?.args(arguments))
    }
}

/// Returns bytes that never repeat within a seal; what is tested is the format, not the randomness.
fn counting() -> impl FnMut(&mut [u8]) {
    let mut count = 0_u64;
    move |bytes| {
        count += 1;
        let numbers = count.to_le_bytes();
        for (byte, number) in bytes.iter_mut().zip(numbers.iter().cycle()) {
            *byte = *number;
        }
    }
}

/// Returns a program of the bench that knows nothing but the home it is given.
fn program(variable: &str, home: &Path) -> Result<Command> {
    let mut command = Command::new(bench::path(variable)?);
    command.env_clear().current_dir(home).env("HOME", home);
    command.env("SOPS_AGE_KEY_FILE", home.join("keys.txt"));
    command.env("SOPS_DISABLE_VERSION_CHECK", "true");
    Ok(command)
}

fn run(command: &mut Command) -> Result<Output> {
    let output = command
        .output()
        .with_context(|| format!("running {command:?}"))?;
    let talk = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{command:?} failed: {talk}");
    Ok(output)
}

fn text(output: Output) -> Result<String> {
    Ok(String::from_utf8(output.stdout)?)
}
