/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * The book of paths that strategies keep: against a plain model of it, and at its limits.
 */

#include "ns3/fabric-random.h"
#include "ns3/path-ledger.h"
#include "ns3/test.h"

#include <map>
#include <set>
#include <utility>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

Frame
Ack(uint32_t qp, uint32_t expected, uint32_t cause)
{
    Frame ack{};
    ack.kind = FrameKind::ACK;
    ack.qp = qp;
    ack.psn = expected & PSN_MASK;
    ack.sackPsn = cause & PSN_MASK;
    return ack;
}

/**
 * @ingroup ai-fabric-tests
 * Random sending, resending, answers and losses; what is open must be what a map says.
 */
class LedgerModelTestCase : public TestCase
{
  public:
    LedgerModelTestCase()
        : TestCase("A ledger knows path and state of every outstanding packet, PSNs wrap")
    {
    }

  private:
    static constexpr uint32_t FIRST = PSN_MASK - 200;

    void DoRun() override
    {
        PathLedger ledger;
        FabricRandom random;
        random.Seed(FabricRandom::USER, 7);
        std::map<uint64_t, std::pair<uint16_t, uint64_t>> outstanding; // by sequence
        std::set<uint64_t> lost;
        uint64_t next = FIRST;
        uint64_t base = FIRST;
        int64_t open = 0;
        const auto count = [&open](const PathLedger::Entry&) { open--; };
        for (uint64_t now = 1; now < 40000; now++)
        {
            const uint32_t what = random.Below(10);
            if (what < 5 && next - base < 1500)
            {
                uint64_t sequence = next;
                if (!lost.empty() && random.Below(2) == 0)
                {
                    sequence = *lost.begin();
                    lost.erase(lost.begin());
                }
                next += sequence == next ? 1 : 0;
                const auto path = static_cast<uint16_t>(random.Below(1000));
                ledger.Record(5, sequence & PSN_MASK, path, now, count);
                open++;
                outstanding[sequence] = {path, now};
            }
            else if (!outstanding.empty())
            {
                auto at = outstanding.lower_bound(base +
                                                  random.Below(static_cast<uint32_t>(next - base)));
                at = at == outstanding.end() ? outstanding.begin() : at;
                const auto [sequence, sent] = *at;
                const auto* entry = ledger.Find(5, sequence & PSN_MASK);
                NS_TEST_ASSERT_MSG_EQ((entry && entry->open), true, "it is outstanding");
                NS_TEST_ASSERT_MSG_EQ(entry->path, sent.first, "its path");
                const auto* copy = ledger.FindSentAt(5, sent.second);
                NS_TEST_ASSERT_MSG_EQ((copy == entry), true, "found by its time");
                outstanding.erase(at);
                if (what < 9)
                {
                    while (base < next && !outstanding.count(base) && !lost.count(base))
                    {
                        base++;
                    }
                    ledger.Answered(Ack(5, base & PSN_MASK, sequence & PSN_MASK), count);
                }
                else
                {
                    lost.insert(sequence);
                    ledger.Lost(5, sequence & PSN_MASK, count);
                }
            }
            NS_TEST_ASSERT_MSG_EQ(open, static_cast<int64_t>(outstanding.size()), "count");
        }
        NS_TEST_EXPECT_MSG_GT(next, uint64_t{PSN_MASK} + 1000, "PSNs have wrapped");
    }
};

/**
 * @ingroup ai-fabric-tests
 * Bounded memory, copies, coalesced ACKs, queue pairs apart.
 */
class LedgerLimitsTestCase : public TestCase
{
  public:
    LedgerLimitsTestCase()
        : TestCase("A ledger forgets the oldest, tells copies apart and covers coalesced ACKs")
    {
    }

  private:
    void DoRun() override
    {
        PathLedger ledger(128);
        uint32_t closed = 0;
        const auto count = [&closed](const PathLedger::Entry&) { closed++; };
        for (uint32_t psn = 0; psn < 200; psn++)
        {
            ledger.Record(1, psn, static_cast<uint16_t>(psn * 3), 1000 + psn, count);
        }
        NS_TEST_EXPECT_MSG_EQ(closed, 72, "128 packets are remembered, all others told");
        NS_TEST_EXPECT_MSG_EQ((ledger.Find(1, 71) == nullptr), true, "the oldest is forgotten");
        NS_TEST_EXPECT_MSG_EQ((ledger.FindSentAt(1, 1071) == nullptr), true, "by time, too");
        NS_TEST_ASSERT_MSG_EQ((ledger.Find(1, 72) != nullptr), true, "the next is not");
        NS_TEST_EXPECT_MSG_EQ(ledger.Find(1, 72)->path, 216, "its path");
        NS_TEST_EXPECT_MSG_EQ((ledger.Find(2, 100) == nullptr), true, "of another queue pair");

        closed = 0;
        ledger.Record(1, 150, 9, 2000, count);
        NS_TEST_EXPECT_MSG_EQ(closed, 2, "the first copy, and the place it needs");
        NS_TEST_EXPECT_MSG_EQ(ledger.Find(1, 150)->path, 9, "the latest copy counts");
        NS_TEST_EXPECT_MSG_EQ(ledger.FindSentAt(1, 1150)->path, 450, "the other by its time");
        closed = 0;
        ledger.Answered(Ack(1, 180, 179), count);
        NS_TEST_EXPECT_MSG_EQ(closed, 180 - 73, "one ACK covers all below it");
        ledger.Answered(Ack(1, 180, 190), count);
        ledger.Answered(Ack(1, 180, 190), count);
        NS_TEST_EXPECT_MSG_EQ(closed, 180 - 73 + 1, "closed once");
        NS_TEST_EXPECT_MSG_EQ(ledger.Lost(1, 185, count)->path, 555, "path of a lost packet");
        NS_TEST_EXPECT_MSG_EQ(ledger.Find(1, 185)->open, false, "it is closed");
        Frame nak = Ack(1, 188, 0);
        nak.kind = FrameKind::NAK;
        closed = 0;
        ledger.Answered(nak, count);
        NS_TEST_EXPECT_MSG_EQ(closed, 188 - 180 - 1, "a NAK covers what is below it");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class PathLedgerTestSuite : public TestSuite
{
  public:
    PathLedgerTestSuite()
        : TestSuite("ai-fabric-path-ledger", TestSuite::Type::UNIT)
    {
        AddTestCase(new LedgerModelTestCase);
        AddTestCase(new LedgerLimitsTestCase);
    }
};

const PathLedgerTestSuite g_pathLedgerTestSuite; ///< the instance that registers the suite

} // namespace
