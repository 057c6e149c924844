/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Telemetry records on the wire, and what is read from them.
 */

#include "control-law-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/path-telemetry.h"
#include "ns3/telemetry-word.h"

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::congestion_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Records on the wire.
 */
class WordTestCase : public TestCase
{
  public:
    WordTestCase()
        : TestCase("Telemetry words: bits, units by rate, wrapping, the trailer")
    {
    }

  private:
    void DoRun() override
    {
        FabricEngine::Prepare();
        uint8_t code = 0;
        for (const uint64_t rate : {25, 50, 100, 200, 400, 800, 1600, 10, 123})
        {
            const HopRecord record{3 * US, 1 << 20, rate * 1000000000, 40000, 1, 2};
            const TelemetryWord word = TelemetryWord::Of(record);
            const uint64_t m = code < 7 ? 1U << code : rate == 10 ? 1 : 5;
            NS_TEST_EXPECT_MSG_EQ(+word.rate, std::min<int>(code, 7), rate << " Gb/s");
            NS_TEST_EXPECT_MSG_EQ(word.time, 3000, "ns");
            NS_TEST_EXPECT_MSG_EQ(word.bytes, ((1 << 20) / (128 * m)), "units of bytes");
            NS_TEST_EXPECT_MSG_EQ(word.queue, 40000 / (80 * m), "units of the queue");
            NS_TEST_EXPECT_MSG_EQ(TelemetryWord::FromBits(word.ToBits()).ToBits(),
                                  word.ToBits(),
                                  "there and back");
            code += code < 7 ? 1 : 0;
        }
        // 400 Gb/s: 4; 5 ns; 3 units of bytes; 2 units of queue.
        const HopRecord small{5000, 3 * 128 * 16, 400000000000, 2 * 80 * 16, 1, 2};
        NS_TEST_EXPECT_MSG_EQ(TelemetryWord::Of(small).ToBits(),
                              (uint64_t{4} << 61 | uint64_t{5} << 37 | uint64_t{3} << 17 | 2),
                              "the layout");
        const HopRecord full{0, 0, 25000000000, 4000000000U, 1, 2};
        NS_TEST_EXPECT_MSG_EQ(TelemetryWord::Of(full).queue, ((1 << 17) - 1), "saturates");

        Frame* frame = FramePool::Get().Make();
        FrameExtra& extra = FramePool::Get().GetExtra(*frame);
        PathTelemetry paths;
        paths.Start(false, 4);
        // 500 ns and 10 units in front of a turn of both.
        extra.Push(
            {((uint64_t{1} << 24) - 500) * 1000, ((1 << 20) - 10) * 512, 100000000000, 0, 1, 2});
        NS_TEST_EXPECT_MSG_EQ(paths.Take(*frame, 20 * US).size(), 0, "the first one");
        extra.records[0].time += 1000000;
        extra.records[0].sentBytes += 20 * 512;
        const auto changes = paths.Take(*frame, 21 * US);
        NS_TEST_ASSERT_MSG_EQ(changes.size(), 1, "a change");
        NS_TEST_EXPECT_MSG_EQ(changes[0].interval, 1000000, "a microsecond over the turn");
        NS_TEST_EXPECT_MSG_EQ(changes[0].sent, 20 * 512, "bytes over the turn");

        // Ports in another order: the same number, another path.
        extra.Push({0, 0, 100000000000, 0, 1, 4});
        const uint16_t number = TelemetryWord::GetPath(extra);
        NS_TEST_EXPECT_MSG_EQ(paths.Take(*frame, 22 * US).size(), 0, "a path of two hops");
        std::swap(extra.records[0], extra.records[1]);
        NS_TEST_EXPECT_MSG_EQ(TelemetryWord::GetPath(extra), number, "the same number");
        for (HopRecord* record : {&extra.records[0], &extra.records[1]})
        {
            record->time += 1000000;
        }
        NS_TEST_EXPECT_MSG_EQ(paths.Take(*frame, 23 * US).size(), 0, "but not the same path");
        std::swap(extra.records[0], extra.records[1]);
        extra.recordCount = 1;
        extra.grown = 10;
        const auto trailer = TelemetryWord::MakeTrailer(extra);
        NS_TEST_ASSERT_MSG_EQ(trailer.size(), 10, "all bytes");
        NS_TEST_EXPECT_MSG_EQ((trailer[0] >> 4), 1, "a record");
        NS_TEST_EXPECT_MSG_EQ(((trailer[0] & 15) << 8 | trailer[1]),
                              TelemetryWord::GetPath(extra),
                              "the path");
        uint64_t bits = 0;
        for (size_t i = 2; i < 10; i++)
        {
            bits = bits << 8 | trailer[i];
        }
        NS_TEST_EXPECT_MSG_EQ(bits, TelemetryWord::Of(extra.records[0]).ToBits(), "the record");
        extra.grown = 5;
        NS_TEST_EXPECT_MSG_EQ((TelemetryWord::MakeTrailer(extra) == std::vector<uint8_t>(5)),
                              true,
                              "no room: zeros");
        FramePool::Get().Deliver(frame);
        CheckTrailers();
        Simulator::Destroy();
    }

    /// Trailers are read, and written again as they were.
    void CheckTrailers()
    {
        FrameExtra extra;
        extra.Push({7000, 5 * 128 * 16, 400000000000, 3 * 80 * 16, 3, 2});
        extra.Push({9000, 6 * 128, 10000000000, 4 * 80, 5, 1});
        extra.Push({(uint64_t{1} << 24) * 1000, 0, 25000000000, 0, 8, 1}); // the clock has turned
        for (const uint32_t spare : {0U, 4U})
        {
            extra.grown = TelemetryWord::HEADER_BYTES + 3 * (TelemetryWord::BYTES + spare);
            std::vector<uint8_t> trailer = TelemetryWord::MakeTrailer(extra);
            FrameExtra back;
            NS_TEST_ASSERT_MSG_EQ(TelemetryWord::ReadTrailer(trailer.data(), extra.grown, back),
                                  true,
                                  "read");
            NS_TEST_ASSERT_MSG_EQ(+back.recordCount, 3, "records");
            NS_TEST_EXPECT_MSG_EQ(back.records[0].time, 7000, "time");
            NS_TEST_EXPECT_MSG_EQ(back.records[0].sentBytes, 5 * 128 * 16, "bytes");
            NS_TEST_EXPECT_MSG_EQ(back.records[0].rate, 400000000000, "rate");
            NS_TEST_EXPECT_MSG_EQ(back.records[1].queue, 4 * 80, "queue");
            NS_TEST_EXPECT_MSG_EQ(back.records[1].rate, 0, "a rate without a code");
            NS_TEST_EXPECT_MSG_EQ(back.records[2].time, 0, "modulo 2^24 ns");
            NS_TEST_EXPECT_MSG_EQ(TelemetryWord::GetPath(back),
                                  TelemetryWord::GetPath(extra),
                                  "the path");
            NS_TEST_EXPECT_MSG_EQ((TelemetryWord::MakeTrailer(back) == trailer), true, "the same");
            FrameExtra none;
            NS_TEST_EXPECT_MSG_EQ(TelemetryWord::ReadTrailer(trailer.data(), extra.grown - 1, none),
                                  false,
                                  "a byte is missing");
            trailer[TelemetryWord::HEADER_BYTES + TelemetryWord::BYTES + spare - 1] ^=
                spare > 0 ? 1 : 0;
            NS_TEST_EXPECT_MSG_EQ(TelemetryWord::ReadTrailer(trailer.data(), extra.grown, none),
                                  (spare == 0),
                                  "what fills up is zero");
        }
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class TelemetryWordTestSuite : public TestSuite
{
  public:
    TelemetryWordTestSuite()
        : TestSuite("ai-fabric-telemetry-word", TestSuite::Type::UNIT)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(new WordTestCase, Duration::QUICK);
    }
};

const TelemetryWordTestSuite g_telemetryWordTestSuite; ///< registers the suite

} // namespace
