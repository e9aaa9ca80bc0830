//! Whether the budgets fit the memory this process may use.
//!
//! An estimate from above, to warn before the kernel ends the process: what the settings allow at once, and a base for
//! program, taxonomy and threads. Reads the cgroup's limit (version 2, then 1) and nothing else.

use super::Config;
use super::units::Bytes;
use std::path::Path;

/// Program, taxonomy, allocator, client threads; measured below this with the built-in taxonomy.
const BASE: u64 = 64 << 20;
/// A record in flight beside its bytes: ledger slot, headers, completion.
const PER_RECORD: u64 = 512;

/// What the settings allow in memory at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    pub base: Bytes,
    /// Records read and not yet acknowledged.
    pub in_flight: Bytes,
    /// Outputs encoded and not yet acknowledged; the producer's queue holds copies of them.
    pub outputs: Bytes,
    /// Fetched ahead, and one fetch response beyond the limit.
    pub fetched: Bytes,
}

impl Estimate {
    pub fn of(config: &Config) -> Self {
        let delivery = &config.delivery;
        let chunk = u64::from(delivery.chunk_records) * PER_RECORD;
        Self {
            base: Bytes(BASE),
            in_flight: Bytes(
                delivery.budget_bytes.0 + delivery.budget_records * PER_RECORD + chunk,
            ),
            outputs: Bytes(
                delivery.encoded_bytes.0
                    + delivery.encoded_bytes.0.min(config.outputs.queue_bytes.0),
            ),
            fetched: Bytes(config.source.fetch_queue_bytes.0 + config.source.fetch_max_bytes.0),
        }
    }

    pub fn total(&self) -> Bytes {
        Bytes(self.base.0 + self.in_flight.0 + self.outputs.0 + self.fetched.0)
    }
}

/// The limit of this process's cgroup; `None` where there is none.
pub fn limit() -> Option<Bytes> {
    let own = std::fs::read_to_string("/proc/self/cgroup").unwrap_or_default();
    limit_under(Path::new("/sys/fs/cgroup"), &own)
}

/// `own` is what `/proc/self/cgroup` says. In a container the process's cgroup is the root it sees; under systemd it
/// lies below, and the least limit on the way counts.
fn limit_under(root: &Path, own: &str) -> Option<Bytes> {
    let read = |file: &Path| {
        let text = std::fs::read_to_string(file).ok()?;
        let limit = text.trim().parse::<u64>().ok()?;
        // Version 1 writes a number near 2^63 for no limit.
        (limit < 1 << 60).then_some(Bytes(limit))
    };
    let own = own.lines().find_map(|line| line.strip_prefix("0::/"));
    let own = root.join(own.unwrap_or_default());
    let groups = own
        .ancestors()
        .take_while(|folder| folder.starts_with(root));
    groups
        .filter_map(|group| read(&group.join("memory.max")))
        .min_by_key(|limit| limit.0)
        .or_else(|| read(&root.join("memory/memory.limit_in_bytes")))
}

/// What to say when the budgets don't fit, `None` when they do. A tenth is left to the kernel's share.
pub fn warning(config: &Config, limit: Option<Bytes>) -> Option<String> {
    let limit = limit?;
    let estimate = Estimate::of(config);
    (estimate.total().0 > limit.0 - limit.0 / 10).then(|| {
        format!(
            "the settings allow about {} MiB at once (in flight {}, outputs {}, fetched ahead {}, base {}), the memory limit is {} MiB: lower delivery.budget_bytes, delivery.encoded_bytes or source.fetch_queue_bytes, or raise the limit",
            estimate.total().0 >> 20,
            mib(estimate.in_flight),
            mib(estimate.outputs),
            mib(estimate.fetched),
            mib(estimate.base),
            limit.0 >> 20
        )
    })
}

fn mib(bytes: Bytes) -> String {
    format!("{} MiB", bytes.0 >> 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_fit_a_container_of_256_mib_and_not_one_of_128() {
        let config = Config::default();
        assert_eq!(warning(&config, Some(Bytes(256 << 20))), None);
        let said = warning(&config, Some(Bytes(128 << 20))).unwrap();
        assert!(said.contains("the memory limit is 128 MiB"), "{said}");
        assert_eq!(warning(&config, None), None, "no limit, nothing to exceed");
    }

    #[test]
    fn the_limit_is_read_from_either_cgroup_version() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(limit_under(folder.path(), "0::/\n"), None);
        std::fs::create_dir(folder.path().join("memory")).unwrap();
        let v1 = folder.path().join("memory/memory.limit_in_bytes");
        std::fs::write(&v1, "9223372036854771712\n").unwrap();
        assert_eq!(limit_under(folder.path(), "0::/\n"), None, "no limit set");
        std::fs::write(&v1, "1048576\n").unwrap();
        assert_eq!(limit_under(folder.path(), "0::/\n"), Some(Bytes(1 << 20)));
        std::fs::write(folder.path().join("memory.max"), "max\n").unwrap();
        assert_eq!(limit_under(folder.path(), "0::/\n"), Some(Bytes(1 << 20)));
        std::fs::write(folder.path().join("memory.max"), "2097152\n").unwrap();
        assert_eq!(limit_under(folder.path(), "0::/\n"), Some(Bytes(2 << 20)));
    }

    #[test]
    fn under_systemd_the_least_limit_on_the_way_to_the_unit_counts() {
        let root = tempfile::tempdir().unwrap();
        let unit = root.path().join("system.slice/copytaster.service");
        std::fs::create_dir_all(&unit).unwrap();
        let own = "0::/system.slice/copytaster.service\n";
        assert_eq!(limit_under(root.path(), own), None);
        std::fs::write(unit.join("memory.max"), "4194304\n").unwrap();
        std::fs::write(root.path().join("system.slice/memory.max"), "max\n").unwrap();
        assert_eq!(limit_under(root.path(), own), Some(Bytes(4 << 20)));
        std::fs::write(root.path().join("system.slice/memory.max"), "1048576\n").unwrap();
        assert_eq!(limit_under(root.path(), own), Some(Bytes(1 << 20)));
    }
}
