//! What is taken out.

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// An administrator of the region, with 300,000 employees.
    Region,
    /// Of one trust, whose 15,000 have 300,000 requirements to follow up.
    Trust,
}

#[derive(Debug)]
pub struct Workload {
    pub name: &'static str,
    pub who: Who,
    pub path: &'static str,
    /// What the database is asked for at the least, in queries that count what they find.
    pub bare: &'static [&'static str],
}

/// The rows of employees, in their order, with all that stands in them as it is.
macro_rules! employees {
    () => {
        "SELECT count(*) + sum(length(name) + length(title) + length(unit) + length(kind)) FROM (\
         SELECT person.name, p.title, u.name AS unit, p.kind, p.starts_on FROM unit_member m \
         JOIN org_unit top ON top.id = m.unit_id AND top.external_id = 'the region' \
         JOIN position p ON p.id = m.position_id JOIN person ON person.id = p.person_id \
         JOIN org_unit u ON u.id = p.unit_id WHERE p.starts_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM loan \
         WHERE loan.position_id = p.id AND loan.state = 'ongoing') ORDER BY m.sort_key, m.position_id) found"
    };
}

pub const ALL: [Workload; 3] = [
    Workload {
        name: "the region's employees, with columns that count",
        who: Who::Region,
        path: "/employees?scope=all\
               &columns=name,title,unit,availability,starts_on,plans,plan_status,not_started,started,fulfilled",
        bare: &[
            employees!(),
            "SELECT count(*) + sum(requirements) FROM (\
             SELECT a.position_id, s.status, count(DISTINCT s.requirement_id) AS requirements FROM unit_member m \
             JOIN org_unit top ON top.id = m.unit_id AND top.external_id = 'the region' \
             JOIN assignment a ON a.position_id = m.position_id AND a.active \
             JOIN plan_requirement pr ON pr.plan_id = a.plan_id AND pr.state = 'active' \
             JOIN standing s ON s.person_id = a.person_id AND s.requirement_id = pr.requirement_id \
             GROUP BY a.position_id, s.status) found",
        ],
    },
    Workload {
        name: "the same, with columns that count nothing",
        who: Who::Region,
        path: "/employees?scope=all&columns=name,title,unit,availability,starts_on",
        bare: &[employees!()],
    },
    Workload {
        name: "a trust's follow-up, person by person",
        who: Who::Trust,
        path: "/follow-up/standings",
        bare: &[
            "SELECT count(*) + sum(length(person) + length(title) + length(unit) + length(name) + length(status)) \
                 FROM (SELECT person.name AS person, p.title, u.name AS unit, r.name, s.status, s.performed_on, \
                 s.expires_on, s.deadline FROM unit_member m \
                 JOIN org_unit top ON top.id = m.unit_id AND top.external_id = 'the trust' \
                 JOIN position p ON p.id = m.position_id JOIN person ON person.id = p.person_id \
                 JOIN org_unit u ON u.id = p.unit_id JOIN standing s ON s.person_id = p.person_id \
                 JOIN requirement r ON r.id = s.requirement_id WHERE COALESCE(s.performed_on, s.expires_on, s.deadline, \
                 p.starts_on) IS NOT NULL ORDER BY m.sort_key, m.position_id, r.sort_key) found",
        ],
    },
];
