/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * ConWeave: what each half does, frame by frame.
 */

#include "conweave-test-helper.h"

#include <set>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::tests;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * The last leaf parks what has overtaken the TAIL, and for how long.
 */
class ParkingTestCase : public ConweaveTestCase
{
  public:
    ParkingTestCase()
        : ConweaveTestCase("packets of phase 1 wait for the TAIL, or for its deadline")
    {
    }

  private:
    /// A tagged packet; times of sending in us.
    Frame* Make(uint32_t psn,
                ConweaveTag::Type type,
                uint8_t phase,
                uint16_t epoch,
                uint32_t sent,
                uint32_t tailed)
    {
        ConweaveTag tag;
        tag.type = type;
        tag.phase = phase;
        tag.epoch = epoch;
        tag.path = 3;
        tag.sent = sent * 1000;
        tag.tailed = tailed * 1000;
        Frame* frame = MakeData(psn);
        tag.Write(*frame);
        return frame;
    }

    void Expect(size_t index, uint32_t psn, double us)
    {
        NS_TEST_ASSERT_MSG_GT(m_seen.size(), index, "packet " << psn << " reaches the host");
        NS_TEST_EXPECT_MSG_EQ(m_seen[index].psn, psn, "place " << index);
        NS_TEST_EXPECT_MSG_EQ_TOL(m_seen[index].us, us, 0.001, "time of packet " << psn);
    }

    void DoRun() override
    {
        Build();
        WatchHost();
        At(20, 1, Make(0, ConweaveTag::INIT, 0, 1, 10, 0));
        At(21, 1, Make(2, ConweaveTag::DATA, 1, 1, 13, 12));
        At(22, 1, Make(3, ConweaveTag::DATA, 1, 1, 14, 12));
        At(30, 1, Make(1, ConweaveTag::TAIL, 0, 1, 12, 12));
        At(31, 1, Make(4, ConweaveTag::DATA, 1, 1, 15, 12));
        const auto receiver = GetBalancer(m_fabric, 1);
        Simulator::Schedule(MicroSeconds(29), [this, receiver]() {
            NS_TEST_EXPECT_MSG_EQ(receiver->GetHeld(), 2, "two packets are parked");
        });
        Finish();
        NS_TEST_EXPECT_MSG_EQ(m_seen.size(), 5, "all of them");
        Expect(0, 0, 20);
        Expect(1, 1, 30);
        Expect(2, 2, 30);
        Expect(3, 3, 30);
        Expect(4, 4, 31);
        NS_TEST_EXPECT_MSG_EQ(receiver->GetDestination().GetCounters().byTail, 1, "by the TAIL");
        NS_TEST_EXPECT_MSG_EQ(receiver->GetDestination().GetCounters().byDeadline, 0, "in time");
        NS_TEST_EXPECT_MSG_EQ(receiver->GetDestination().GetCounters().maxBytes, 3000, "kept");
        CheckLostTail();
        CheckNewEpoch();
        CheckDraining();
    }

    /// Parked packets leave at the rate of the port; what comes meanwhile stays behind them.
    void CheckDraining()
    {
        Build();
        WatchHost();
        uint32_t psn = 2;
        for (; psn < 100; psn++)
        {
            At(20, 1, Make(psn, ConweaveTag::DATA, 1, 1, 13, 12));
        }
        At(30, 1, Make(1, ConweaveTag::TAIL, 0, 1, 12, 12));
        At(30.5, 1, Make(psn++, ConweaveTag::DATA, 1, 1, 15, 12));
        // The flow has moved once more, and that path is faster still.
        At(30.6, 1, Make(103, ConweaveTag::DATA, 1, 2, 18, 17));
        At(30.7, 1, Make(psn++, ConweaveTag::DATA, 1, 1, 16, 12));
        At(30.8, 1, Make(psn++, ConweaveTag::TAIL, 0, 2, 17, 17));
        Finish();
        NS_TEST_ASSERT_MSG_EQ(m_seen.size(), 103, "all of them");
        for (uint32_t i = 0; i < 103; i++)
        {
            NS_TEST_EXPECT_MSG_EQ(m_seen[i].psn, i + 1, "in order");
        }
        // 1020 bytes take 20.4 ns; some 8 packets wait at the port.
        NS_TEST_EXPECT_MSG_EQ_TOL(m_seen[97].us, 30 + 0.0204 * 90, 0.08, "at the rate of the port");
    }

    /// Without TAIL: the prediction, its correction, and the default wait.
    void CheckLostTail()
    {
        Build();
        WatchHost();
        // Phase 0 came 10 us after it was sent, and the TAIL left 2 us after that: 20 + 2 + 16.
        At(20, 1, Make(0, ConweaveTag::INIT, 0, 1, 10, 0));
        At(21, 1, Make(2, ConweaveTag::DATA, 1, 1, 13, 12));
        At(60, 1, Make(3, ConweaveTag::DATA, 1, 1, 53, 12));
        // Once more, with another packet of phase 0 that is 5 us slower: 127 + 1 + 16.
        At(120, 1, Make(10, ConweaveTag::INIT, 0, 2, 110, 0));
        At(121, 1, Make(13, ConweaveTag::DATA, 1, 2, 114, 113));
        At(127, 1, Make(11, ConweaveTag::DATA, 0, 2, 112, 0));
        // Nothing of phase 0 has come: the default wait, 300 + 200 + 16.
        At(300, 1, Make(20, ConweaveTag::DATA, 1, 3, 290, 289));
        const auto receiver = GetBalancer(m_fabric, 1);
        Finish();
        NS_TEST_EXPECT_MSG_EQ(m_seen.size(), 7, "all of them");
        Expect(1, 2, 38);
        Expect(2, 3, 60);
        Expect(4, 11, 127);
        Expect(5, 13, 144);
        Expect(6, 20, 516);
        NS_TEST_EXPECT_MSG_EQ(receiver->GetDestination().GetCounters().byDeadline, 3, "deadlines");
    }

    /// A new epoch ends the old one; a packet of an older epoch is not held.
    void CheckNewEpoch()
    {
        Build();
        WatchHost();
        At(20, 1, Make(2, ConweaveTag::DATA, 1, 65535, 13, 12));
        At(21, 1, Make(3, ConweaveTag::INIT, 0, 0, 20, 0)); // epochs wrap
        At(22, 1, Make(9, ConweaveTag::DATA, 1, 65535, 13, 12));
        Finish();
        NS_TEST_EXPECT_MSG_EQ(m_seen.size(), 3, "all of them");
        Expect(0, 2, 21);
        Expect(1, 3, 21);
        Expect(2, 9, 22);
    }
};

/**
 * @ingroup ai-fabric-tests
 * The first leaf moves a flow whose answer is late, once, and not to paths that were marked.
 */
class ReroutingTestCase : public ConweaveTestCase
{
  public:
    ReroutingTestCase()
        : ConweaveTestCase("late answers move a flow, marked paths are left alone")
    {
    }

  private:
    /// A message to the first leaf.
    Frame* MakeMessage(ConweaveTag::Type type, uint16_t epoch, uint32_t path)
    {
        ConweaveTag tag;
        tag.type = type;
        tag.epoch = epoch;
        tag.path = path;
        tag.sent = ConweaveTag::PackFlow(HOSTS, ENTROPY);
        Frame* frame = FramePool::Get().Make();
        frame->kind = FrameKind::SWITCH;
        frame->size = wire::SWITCH_FRAME_BYTES;
        frame->priority = 6;
        frame->hopLimit = 64;
        tag.Write(*frame);
        return frame;
    }

    void ExpectTag(size_t index, ConweaveTag::Type type, uint16_t epoch, uint32_t phase)
    {
        NS_TEST_ASSERT_MSG_GT(m_tags.size(), index, "packet " << index);
        NS_TEST_EXPECT_MSG_EQ(+m_tags[index].type, +type, "type of packet " << index);
        NS_TEST_EXPECT_MSG_EQ(m_tags[index].epoch, epoch, "epoch of packet " << index);
        NS_TEST_EXPECT_MSG_EQ(+m_tags[index].phase, phase, "phase of packet " << index);
        NS_TEST_EXPECT_MSG_EQ(m_ports[index],
                              HOSTS + m_tags[index].path % SPINES,
                              "port of packet " << index);
    }

    void DoRun() override
    {
        CheckLateAnswer();
        CheckAnswer();
        CheckMarks();
    }

    /// No answer: one TAIL, and never a second before the CLEAR.
    void CheckLateAnswer()
    {
        Build();
        WatchSource();
        // The other leaf does not know the flow's links: nothing comes back.
        for (uint32_t spine = 0; spine < SPINES; spine++)
        {
            m_fabric.GetChannel(2 * HOSTS + SPINES + spine)->SetUp(false);
        }
        // Leaf to leaf: two links of 4174 and 64 bytes with gap at 400 Gb/s and 500 ns each.
        auto& source = GetBalancer(m_fabric, 0)->GetSource();
        const double rtt = 2 * (2 * 500 + (4194 + 84) * 8 / 400.0) / 1000;
        NS_TEST_EXPECT_MSG_EQ_TOL(source.GetBaseRtt(1) / 1e6, rtt, 0.001, "idle round trip");
        At(10, 0, MakeData(0));
        At(10 + rtt + 3.9, 0, MakeData(1));
        for (uint32_t packet = 2; packet < 50; packet++)
        {
            At(10 + rtt + 4.1 + packet - 2, 0, MakeData(packet));
        }
        At(100, 0, MakeMessage(ConweaveTag::CLEAR, 7, 0)); // of another epoch
        At(101, 0, MakeData(50));
        At(102, 0, MakeMessage(ConweaveTag::CLEAR, 1, 0));
        At(103, 0, MakeData(51));
        At(103 + 301, 0, MakeData(52)); // expired
        Finish();
        ExpectTag(0, ConweaveTag::INIT, 1, 0);
        ExpectTag(1, ConweaveTag::DATA, 1, 0);
        size_t tail = 2;
        while (tail < m_tags.size() && m_tags[tail].type == ConweaveTag::DATA)
        {
            ExpectTag(tail, ConweaveTag::DATA, 1, 0); // both samples were the own path
            tail++;
        }
        NS_TEST_ASSERT_MSG_LT(tail, 20, "the flow moves");
        ExpectTag(tail, ConweaveTag::TAIL, 1, 0);
        NS_TEST_EXPECT_MSG_EQ(m_tags[tail].path, m_tags[0].path, "the TAIL goes the old way");
        NS_TEST_EXPECT_MSG_EQ(m_tags[tail].tailed, m_tags[tail].sent, "its own time");
        for (size_t packet = tail + 1; packet <= 50; packet++)
        {
            ExpectTag(packet, ConweaveTag::DATA, 1, 1);
            NS_TEST_EXPECT_MSG_NE(m_tags[packet].path, m_tags[0].path, "a new way");
            NS_TEST_EXPECT_MSG_EQ(m_tags[packet].path, m_tags[50].path, "one only");
            NS_TEST_EXPECT_MSG_EQ(m_tags[packet].tailed, m_tags[tail].sent, "time of the TAIL");
        }
        ExpectTag(51, ConweaveTag::INIT, 2, 0);
        NS_TEST_EXPECT_MSG_EQ(m_tags[51].path, m_tags[50].path, "it stays there");
        ExpectTag(52, ConweaveTag::INIT, 3, 0);
    }

    /// Answers in time: an epoch per round trip, always the same path.
    void CheckAnswer()
    {
        Build();
        WatchSource();
        for (uint32_t packet = 0; packet < 100; packet++)
        {
            At(10 + packet, 0, MakeData(packet));
        }
        const auto sender = GetBalancer(m_fabric, 0);
        Finish();
        NS_TEST_EXPECT_MSG_EQ(sender->GetSource().GetCounters().reroutes, 0, "no reason to move");
        NS_TEST_EXPECT_MSG_GT(sender->GetSource().GetCounters().epochs, 30, "a reply per epoch");
        for (const ConweaveTag& tag : m_tags)
        {
            NS_TEST_EXPECT_MSG_EQ(tag.path, m_tags[0].path, "one path");
        }
    }

    /// A marked packet makes the other leaf tell; the path is avoided for 16 us.
    void CheckMarks()
    {
        Build();
        WatchSource();
        auto& source = GetBalancer(m_fabric, 0)->GetSource();
        Frame* frame = MakeData(0);
        ConweaveTag tag;
        tag.type = ConweaveTag::DATA;
        tag.epoch = 1;
        tag.path = 2;
        tag.Write(*frame);
        frame->ecn = Ecn::CE;
        At(10, 1, frame);
        // Nothing on the way: two links of 500 ns and 84 bytes.
        const double arrival = 10 + 2 * 0.5 + 2 * 84 * 8 / 400000.0;
        Probe(source, arrival - 0.01, 2, true);
        Probe(source, arrival + 0.01, 2, false);
        Probe(source, arrival + 0.01, 1, true);
        Probe(source, arrival + 15.99, 2, false);
        Probe(source, arrival + 16.01, 2, true);
        // Two paths are marked all the time: no flow moves there.
        for (uint32_t i = 0; i < 100; i++)
        {
            At(100 + 10 * i, 0, MakeMessage(ConweaveTag::NOTIFY, 0, 0));
            At(100 + 10 * i, 0, MakeMessage(ConweaveTag::NOTIFY, 0, 1));
        }
        uint32_t packets = 0;
        for (uint16_t flow = 0; flow < 100; flow++)
        {
            for (uint32_t i = 0; i < 3; i++)
            {
                Frame* data = MakeData(i);
                data->entropy = flow;
                data->dst = HOSTS + 1;
                // The answer to the first comes late: the other two come together after 9 us.
                At(120 + 9 * flow + (i ? 8.99 + 0.001 * i : 0), 0, data);
                packets++;
            }
        }
        // The first packets' answers do not come.
        Simulator::Schedule(MicroSeconds(50), [this]() {
            for (uint32_t spine = 0; spine < SPINES; spine++)
            {
                m_fabric.GetChannel(2 * HOSTS + SPINES + spine)->SetUp(false);
            }
        });
        const auto sender = GetBalancer(m_fabric, 0);
        Finish();
        NS_TEST_ASSERT_MSG_EQ(m_tags.size(), packets, "all of them");
        std::set<uint32_t> moved;
        for (const ConweaveTag& seen : m_tags)
        {
            if (seen.phase == 1)
            {
                moved.insert(seen.path);
            }
        }
        const bool good = moved == std::set<uint32_t>{2, 3};
        NS_TEST_EXPECT_MSG_EQ(good, true, "flows move to the paths that were not marked");
        NS_TEST_EXPECT_MSG_GT(sender->GetSource().GetCounters().stays, 0, "some found none");
    }

    void Probe(const ConweaveSource& source, double us, uint32_t path, bool good)
    {
        Simulator::Schedule(NanoSeconds(static_cast<uint64_t>(us * 1000)),
                            [this, &source, us, path, good]() {
                                NS_TEST_EXPECT_MSG_EQ(source.IsGood(1, path),
                                                      good,
                                                      "path " << path << " at " << us);
                            });
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class ConweaveTestSuite : public TestSuite
{
  public:
    ConweaveTestSuite()
        : TestSuite("ai-fabric-conweave", TestSuite::Type::UNIT)
    {
        AddTestCase(new ParkingTestCase);
        AddTestCase(new ReroutingTestCase);
    }
};

/// Registers the suite.
ConweaveTestSuite g_conweaveTestSuite;

} // namespace
