//! Runs the oracle: real instances, real brokers, a seeded schedule of faults, a proof at the end.

use anyhow::{Context, Result, bail};
use clap::Parser;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use testkit::oracle::{self, Guarantee, Membership, Plan, Program, Protocol};

/// Proves what the service promises, under faults, on real Kafka
#[derive(Debug, Parser)]
#[command(
    name = "oracle",
    after_help = "Exits 0 when all promises held, 1 when one is broken, 2 when the run could not be made. Ctrl-C ends the faults, drains and reports; a second one ends at once.\n\nExamples:\n  cargo run -p testkit --bin oracle -- --minutes 30\n  cargo run -p testkit --bin oracle -- --minutes 3 --guarantee exactly-once --seed 7"
)]
struct Args {
    /// Minutes of faults
    #[arg(long, default_value_t = 3.0, value_parser = minutes)]
    minutes: f64,
    /// The same seed gives the same schedule; by default one from the clock
    #[arg(long)]
    seed: Option<u64>,
    /// What is promised
    #[arg(long, value_enum, default_value_t = GuaranteeArg::AtLeastOnce)]
    guarantee: GuaranteeArg,
    /// Group protocol
    #[arg(long, value_enum, default_value_t = ProtocolArg::Classic)]
    protocol: ProtocolArg,
    /// Instances have names that stay; not with the consumer protocol
    #[arg(long = "static")]
    named: bool,
    /// Instances at most
    #[arg(long, default_value_t = 3)]
    instances: usize,
    /// Records a second
    #[arg(long, default_value_t = 100)]
    rate: u64,
    /// Prints the schedule and runs nothing
    #[arg(long)]
    schedule: bool,
    /// Keeps the instances' logs, also when all promises held
    #[arg(long)]
    keep_logs: bool,
    /// The program; built by cargo when not given
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum GuaranteeArg {
    AtLeastOnce,
    ExactlyOnce,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ProtocolArg {
    Classic,
    Consumer,
}

/// How long what is left after the last fault may stand still.
const DRAIN: Duration = Duration::from_mins(2);
/// Longest run, in minutes: a week.
const LONGEST: f64 = 10_080.0;

fn minutes(text: &str) -> Result<f64, String> {
    let minutes = text.parse::<f64>().map_err(|e| e.to_string())?;
    if minutes > 0.0 && minutes <= LONGEST {
        Ok(minutes)
    } else {
        Err(format!("above 0, at most {LONGEST}"))
    }
}

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(args: &Args) -> Result<bool> {
    let seed = args.seed.unwrap_or_else(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        now.map_or(0, |d| d.as_millis() as u64 % 1_000_000)
    });
    let length = Duration::from_secs_f64(args.minutes * 60.0);
    let instances = args.instances.max(1);
    let items = oracle::schedule(seed, length, instances);
    println!("seed {seed}");
    if args.schedule {
        for item in &items {
            println!("{:>7.1} s  {}", item.at.as_secs_f64(), item.fault);
        }
        return Ok(true);
    }
    let program = match &args.program {
        Some(program) => program.clone(),
        None => build()?,
    };
    let instance = Program {
        file: program.clone(),
        arguments: vec!["run".into()],
    };
    let plan = Plan {
        seed,
        items,
        length,
        guarantee: match args.guarantee {
            GuaranteeArg::AtLeastOnce => Guarantee::AtLeastOnce,
            GuaranteeArg::ExactlyOnce => Guarantee::ExactlyOnce,
        },
        protocol: match args.protocol {
            ProtocolArg::Classic => Protocol::Classic,
            ProtocolArg::Consumer => Protocol::Consumer,
        },
        membership: if args.named {
            Membership::Static
        } else {
            Membership::Dynamic
        },
        instances,
        rate: args.rate,
        drain: DRAIN,
        keep_logs: args.keep_logs,
        ..Plan::new(instance, program)
    };
    let stop = stop_flag()?;
    let report = oracle::run(&plan, &stop, &|line| println!("{line}"))?;
    println!("\n{report}");
    Ok(report.violations().is_empty())
}

/// Set by the first ctrl-C; the second ends this process, and its children with it.
fn stop_flag() -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&stop);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::spawn(move || {
        runtime.block_on(async {
            while tokio::signal::ctrl_c().await.is_ok() {
                if told.swap(true, Ordering::AcqRel) {
                    std::process::exit(130);
                }
                eprintln!("ending: no more faults, draining; a second ctrl-C ends at once");
            }
        });
    });
    Ok(stop)
}

/// Builds the program in the profile this binary has and gives its path.
fn build() -> Result<PathBuf> {
    let exe = std::env::current_exe()?;
    let folder = exe.parent().context("a binary has a folder")?;
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args(["build", "-q", "--bin", "copytaster"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."));
    if folder.ends_with("release") {
        command.arg("--release");
    }
    if !command.status().context("cargo")?.success() {
        bail!("the program can't be built");
    }
    let program = folder.join("copytaster");
    if !program.is_file() {
        bail!("{} is not there; name it with --program", program.display());
    }
    Ok(program)
}
