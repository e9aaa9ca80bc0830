//! The whole process against real Kafka, in one run: throughput of a raw passthrough of the client library as the
//! floor, of the engine with identity stages, of the service in full, and of the same exactly once; then latency at a
//! quiet load, the silence of partitions when a second instance joins, the drain under full load, and memory before a
//! slow broker. Machines are noisy: read the ratios.
//!
//!     cargo bench --bench system -- [STORIES] [ROUNDS]
//!     cargo bench --bench system -- latency|silence|drain|memory [STORIES]
//!
//! `BENCH_SET=KEY=VALUE,...` tries other settings of the service.
//!
//! Each role runs in a process of its own, so that CPU time and peak memory are the operating system's own figures.

mod live;
mod roles;

use roles::{Figures, Role};
use std::process::{Command, Stdio};
use testkit::{Kafka, Layout, Topic};

const PARTITIONS: i32 = 64;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    if let [role, bootstrap, raw, group, stories] = arguments.as_slice() {
        let role = Role::from_name(role).expect("a role");
        let figures = roles::run(
            role,
            bootstrap,
            raw,
            group,
            stories.parse().expect("a number"),
        );
        println!("{}", figures.line());
        return;
    }
    if let ["serve", role, bootstrap, raw, group, out] =
        arguments.iter().map(String::as_str).collect::<Vec<_>>()[..]
    {
        let role = Role::from_name(role).expect("a role");
        let (drain, peak) = roles::serve(role, bootstrap, raw, group, out);
        println!("{drain} {peak}");
        return;
    }
    let number = |n: usize, default: u64| {
        arguments
            .get(n)
            .map_or(default, |a| a.parse().expect("a number"))
    };
    if let Some(part) = arguments.first().and_then(|a| live::Part::from_name(a)) {
        let (stories, mut kafka) = (number(1, 40_000), start());
        if part.reads_a_backlog() {
            load(&kafka, stories);
        }
        part.report(&mut kafka, stories);
        return;
    }
    let (stories, rounds) = (number(0, 100_000), number(1, 3));

    let mut kafka = start();
    let bytes = load(&kafka, stories);
    println!(
        "{stories} stories of {} bytes on average, {PARTITIONS} partitions, {rounds} rounds\n",
        bytes / stories.max(1)
    );

    let mut table: Vec<(Role, Vec<Figures>)> = Role::ALL.iter().map(|r| (*r, Vec::new())).collect();
    for round in 0..rounds {
        for (role, figures) in &mut table {
            eprintln!("round {round}: {}", role.name());
            let child = Command::new(std::env::current_exe().expect("this binary"))
                .args([
                    &role.name(),
                    &kafka.bootstrap(),
                    "stories.raw",
                    &format!("bench-{}-{round}", role.name()),
                    &stories.to_string(),
                ])
                .stderr(Stdio::inherit())
                .output()
                .expect("a child process");
            let line = String::from_utf8_lossy(&child.stdout).into_owned();
            figures.push(
                Figures::parse(&line).unwrap_or_else(|| panic!("{} printed: {line}", role.name())),
            );
        }
    }
    report(&table);
    for part in live::Part::ALL {
        part.report(&mut kafka, stories);
    }
}

/// Fills the input; returns the bytes.
fn load(kafka: &Kafka, stories: u64) -> u64 {
    eprintln!("loading {stories} stories into {PARTITIONS} partitions, lz4");
    roles::load(&kafka.bootstrap(), "stories.raw", stories)
}

/// A broker with the topics of the service.
fn start() -> Kafka {
    let kafka = Kafka::start(Layout::One).unwrap_or_else(|e| panic!("{e:#}"));
    let outputs = [
        "enriched",
        "diplomacy",
        "climate",
        "energy",
        "facts",
        "dead",
    ]
    .map(|t| format!("stories.{t}"));
    let mut topics = vec![
        Topic::new("stories.raw", PARTITIONS),
        Topic::new("passed", PARTITIONS),
    ];
    topics.extend(outputs.iter().map(|t| Topic::new(t, 12)));
    kafka.client().create(&topics);
    kafka
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn report(table: &[(Role, Vec<Figures>)]) {
    let floor = median(table[0].1.iter().map(|f| f.cpu_per_million).collect());
    println!(
        "{:<36} {:>11} {:>19} {:>12} {:>13} {:>20}",
        "",
        "stories/s",
        "client CPU s per 1M",
        "peak RSS MiB",
        "raw CPU ÷ CPU",
        "rate ÷ at least once"
    );
    let rate = |figures: &[Figures]| median(figures.iter().map(|f| f.per_second).collect());
    let at_least_once = table
        .iter()
        .find(|(role, _)| *role == Role::Full)
        .map_or(f64::NAN, |(_, figures)| rate(figures));
    for (role, figures) in table {
        let of = |get: fn(&Figures) -> f64| median(figures.iter().map(get).collect());
        let cpu = of(|f| f.cpu_per_million);
        println!(
            "{:<36} {:>11.0} {:>19.1} {:>12.0} {:>13.2} {:>20.2}",
            role.title(),
            rate(figures),
            cpu,
            of(|f| f.peak_rss_mib),
            floor / cpu,
            rate(figures) / at_least_once
        );
    }
    println!(
        "\nmedians; client CPU is user and system time of the client's process, the broker not counted"
    );
}
