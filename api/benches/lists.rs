//! "Administer plans" and "Administer requirements" (PLN-14, REQ-16): every order, every filter, every role; and every
//! order deep in the list.

use crate::{Bench, Workload, hospital::Role};

const PLAN_SORTS: &[&str] = &["name", "kind", "description", "owner", "status", "access", "created_by"];
const REQUIREMENT_SORTS: &[&str] = &["name", "number", "owner", "category"];
/// How deep is deep: full pages of 100.
const DEEP: usize = 120;

pub async fn workloads(bench: &Bench) -> Vec<Workload> {
    let mut all = Vec::new();
    let person = bench.hospital.writer;
    // Without, common, rare, and nothing at all.
    let plan_filters = [
        ("all".to_owned(), String::new()),
        ("one's own".to_owned(), "access=edit".to_owned()),
        ("one's own trust".to_owned(), "ownerScope=own_trust".to_owned()),
        ("central".to_owned(), "ownerScope=central".to_owned()),
        ("name, common".to_owned(), "search=med".to_owned()),
        ("name, one".to_owned(), "search=12345".to_owned()),
        ("description, common".to_owned(), "description=alle".to_owned()),
        ("description, none".to_owned(), "description=zzz".to_owned()),
        ("owner's name".to_owned(), "ownerName=post%203".to_owned()),
        ("creator".to_owned(), "createdBy=skriver017".to_owned()),
        ("document owner".to_owned(), format!("person={person}")),
        ("type and status".to_owned(), "kind=learning_goals&status=unpublished,draft_published".to_owned()),
        ("preview only".to_owned(), "access=preview".to_owned()),
    ];
    let requirement_filters = [
        ("all", ""),
        ("one's own", "editable=true"),
        ("central", "level=central,national"),
        ("name, common", "search=med"),
        ("name, one", "search=12345"),
        ("description, common", "description=kollega"),
        ("description, none", "description=zzz"),
        ("owner's name", "ownerName=post%203"),
        ("category's name", "categoryName=dialyse"),
    ];
    let requirement_filters = requirement_filters.map(|(name, query)| (name.to_owned(), query.to_owned()));
    let lists = [
        ("Plans", "/plans", PLAN_SORTS, plan_filters.as_slice()),
        ("Requirements", "/requirements", REQUIREMENT_SORTS, requirement_filters.as_slice()),
    ];
    for (group, path, sorts, filters) in lists {
        for (filter, query) in filters {
            for role in Role::ALL {
                for sort in sorts {
                    for descending in [false, true] {
                        let path = format!("{path}?sort={sort}&descending={descending}&{query}");
                        let path = path.trim_end_matches('&').to_owned();
                        let way = if descending { "↓" } else { "↑" };
                        let variant = format!("{sort} {way}");
                        all.push(Workload { group, name: filter.clone(), role, variant, path });
                    }
                }
            }
        }
        let archive = format!("{path}?archived=true&sort=archived_at");
        let variant = "archived_at ↑".to_owned();
        all.push(Workload { group, name: "archive".to_owned(), role: Role::TrustAdmin, variant, path: archive });
    }
    // the longest list there is of each: a trust's administrator is shown the requirements of others only where they are shared
    let deep = [
        ("Plans", "/plans", PLAN_SORTS, Role::TrustAdmin),
        ("Requirements", "/requirements", REQUIREMENT_SORTS, Role::SystemOwner),
    ];
    for (group, path, sorts, role) in deep {
        for sort in sorts {
            for descending in [false, true] {
                let path = format!("{path}?sort={sort}&descending={descending}");
                let cursor = bench.cursor(role, &path, DEEP).await.unwrap_or_else(|| panic!("{path} is short"));
                let way = if descending { "↓" } else { "↑" };
                let path = format!("{path}&cursor={cursor}");
                let name = format!("{group}, page {}", DEEP * 2 + 1);
                let variant = format!("{sort} {way}");
                all.push(Workload { group: "Deep in the lists", name, role, variant, path });
            }
        }
    }
    all
}
