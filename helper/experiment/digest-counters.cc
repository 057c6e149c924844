/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "digest-counters.h"

#include "ns3/frame-pool.h"
#include "ns3/result-digest.h"

#include <map>

namespace ns3
{
namespace aifabric
{

const std::vector<DigestCounter<PortCounters>>&
DigestCounters::OfPorts()
{
    using R = PortCounters;
    static const std::vector<DigestCounter<R>> table{
        {"frames", "frames sent, of any kind", &R::frames},
        {"bytes", "B: bytes sent, without preamble and gap", &R::bytes},
        {"max-backlog", "B: largest queue, the frame in service included", &R::maxBacklog},
        {"drops", "frames lost at the port or on its link", &R::drops},
        {"trims", "frames that lost their payload at the port, if there are any", &R::trims, true},
        {"pauses-sent", "PFC frames sent that pause a class", &R::pausesSent},
        {"paused", "ps: sum over classes of the time that they were paused", &R::pausedPs},
    };
    return table;
}

const std::vector<DigestCounter<TaskGraphRun::Record>>&
DigestCounters::OfTasks()
{
    using R = TaskGraphRun::Record;
    static const std::vector<DigestCounter<R>> table{
        {"start", "ps: when the task started; 2^64-1 if it never did", &R::start},
        {"end", "ps: when it ended for the host that started it; 2^64-1 if it never did", &R::end},
        {"packets", "data packets of the message, with those sent again", &R::packets},
        {"retransmissions", "of these, sent again", &R::retransmissions},
    };
    return table;
}

const std::vector<DigestCounter<RuledTasks>>&
DigestCounters::OfRuledTasks()
{
    using R = RuledTasks;
    static const std::vector<DigestCounter<R>> table{
        {"start", "ps: when the first task started; 2^64-1 if none did", &R::start},
        {"end", "ps: when the last one that has ended did", &R::end},
        {"ended", "messages that have ended", &R::ended},
        {"packets", "their data packets, with those sent again", &R::packets},
        {"retransmissions", "of these, sent again", &R::retransmissions},
        {"hash", "sum over these messages of a hash of number, start, end and the above", &R::hash},
    };
    return table;
}

const std::vector<DigestCounter<FaultEvent>>&
DigestCounters::OfFaults()
{
    using R = FaultEvent;
    static const std::vector<DigestCounter<R>> table{
        {"time", "ps: when it happened", &R::time},
        {"kind", "what happened, such as link-down", &R::kind},
        {"subject", "what was struck, such as edge0-agg1", &R::subject},
        {"detail", "more, as in the table event", &R::detail},
    };
    return table;
}

/// Hashes the values.
class DigestCounters::Hash
{
  public:
    /**
     * Take the counters of an owner.
     * @param table the counters
     * @param owner the owner
     */
    template <typename R, typename Name>
    void Take(const std::vector<DigestCounter<R>>& table, const R& owner, const Name&)
    {
        for (const DigestCounter<R>& counter : table)
        {
            std::visit(
                [&](auto member) {
                    if (!counter.onlyIfAny ||
                        owner.*member != std::decay_t<decltype(owner.*member)>{})
                    {
                        digest.Add(owner.*member);
                    }
                },
                counter.member);
        }
    }

    /**
     * Take the number of frames that were dropped for one reason.
     * @param value the number
     */
    void TakeDrops(const std::string&, uint64_t value)
    {
        digest.Add(value);
    }

    ResultDigest digest; ///< of all values so far
};

/// Prints names and values.
class DigestCounters::List
{
  public:
    /** @param os where to */
    explicit List(std::ostream& os)
        : m_os(os)
    {
    }

    /**
     * Take the counters of an owner.
     * @param table the counters
     * @param owner the owner
     * @param name makes the name of the owner
     */
    template <typename R, typename Name>
    void Take(const std::vector<DigestCounter<R>>& table, const R& owner, const Name& name)
    {
        const std::string of = name();
        for (const DigestCounter<R>& counter : table)
        {
            std::visit(
                [&](auto member) {
                    if (!counter.onlyIfAny ||
                        owner.*member != std::decay_t<decltype(owner.*member)>{})
                    {
                        m_os << of << '.' << counter.name << ' ' << owner.*member << '\n';
                    }
                },
                counter.member);
        }
    }

    /**
     * Take the number of frames that were dropped for one reason.
     * @param name of the counter
     * @param value the number
     */
    void TakeDrops(const std::string& name, uint64_t value)
    {
        m_os << name << ' ' << value << '\n';
    }

  private:
    std::ostream& m_os;
};

DigestCounters::DigestCounters(const FabricContainer& fabric,
                               const JobSet& jobs,
                               Ptr<const FaultInjector> faults)
    : m_fabric(fabric),
      m_jobs(jobs),
      m_faults(faults)
{
}

template <typename Visitor>
void
DigestCounters::Visit(Visitor& visitor) const
{
    const auto& links = m_fabric.GetTopology()->GetLinks();
    for (uint32_t link = 0; link < links.size(); link++)
    {
        for (size_t end = 0; end < 2; end++)
        {
            const auto device =
                DynamicCast<FabricNetDevice>(m_fabric.GetChannel(link)->GetDevice(end));
            visitor.Take(OfPorts(), device->GetCounters(), [&]() {
                const uint32_t from = end == 0 ? links[link].lower : links[link].upper;
                const uint32_t to = end == 0 ? links[link].upper : links[link].lower;
                return "port." + std::to_string(link) + "." + m_fabric.GetName(from) + "->" +
                       m_fabric.GetName(to);
            });
        }
    }
    for (size_t job = 0; job < m_jobs.GetAll().size(); job++)
    {
        const TaskGraphRun& run = *m_jobs.GetAll()[job].run;
        if (const TaskSums* sums = run.GetSums())
        {
            visitor.Take(OfRuledTasks(),
                         RuledTasks{run.GetFirstStart(),
                                    run.GetLastEnd(),
                                    sums->GetCount(),
                                    sums->GetPackets(),
                                    sums->GetRetransmissions(),
                                    sums->GetHash()},
                         [&]() { return "job." + std::to_string(job) + ".tasks"; });
        }
        size_t task = 0;
        for (const TaskGraphRun::Record& record : run.GetRecords())
        {
            visitor.Take(OfTasks(), record, [&]() {
                return "job." + std::to_string(job) + ".task." + std::to_string(task);
            });
            task++;
        }
    }
    const auto dropped = FramePool::GetLedger().dropped;
    for (size_t reason = 0; reason < dropped.size(); reason++)
    {
        // Runs without what a later version can lose frames by keep their digests.
        if (reason < static_cast<size_t>(DropReason::GREY_LOSS) || dropped[reason] != 0)
        {
            visitor.TakeDrops(std::string("drop.") +
                                  DropReasonName(static_cast<DropReason>(reason)),
                              dropped[reason]);
        }
    }
    if (m_faults && m_faults->GetTargetCount() > 0)
    {
        size_t number = 0;
        for (const FaultEvent& event : m_faults->ListEvents())
        {
            visitor.Take(OfFaults(), event, [&]() { return "fault." + std::to_string(number); });
            number++;
        }
    }
}

std::string
DigestCounters::MakeDigest() const
{
    Hash hash;
    Visit(hash);
    return hash.digest.Hex();
}

void
DigestCounters::Print(std::ostream& os) const
{
    List list(os);
    Visit(list);
}

void
DigestCounters::Describe(std::ostream& os)
{
    os << "What a digest is taken over\n"
          "***************************\n\n"
          ".. This page is the output of ./aifabric list digest, and a test compares the two.\n\n"
          "``result_digest`` is a hash over these counters, in this order. ``run "
          "--digest-counters`` prints them, a line\n``name value`` for each: ``diff`` of the "
          "lines of two runs tells where they part.\n\n";
    const auto rows = [&os](const std::string& owner, const std::string& title, const auto& table) {
        os << title << "\n" << std::string(title.size(), '=') << "\n\n";
        for (const auto& counter : table)
        {
            os << "* ``" << owner << "." << counter.name << "``: " << counter.meaning << "\n";
        }
        os << "\n";
    };
    rows("port.LINK.FROM->TO", "Both ends of each link", OfPorts());
    rows("job.N.task.N", "Tasks of each job: messages and computations", OfTasks());
    rows("job.N.tasks", "All tasks together, where a rule tells them (Tasks=Rule)", OfRuledTasks());
    os << "Frames dropped, by reason\n=========================\n\n";
    for (size_t reason = 0; reason < static_cast<size_t>(DropReason::COUNT); reason++)
    {
        os << "* ``drop." << DropReasonName(static_cast<DropReason>(reason)) << "``"
           << (reason < static_cast<size_t>(DropReason::GREY_LOSS) ? "" : ", unless there are none")
           << "\n";
    }
    os << "\n";
    rows("fault.N", "What faults did, where there are faults", OfFaults());
}

} // namespace aifabric
} // namespace ns3
