/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Chakra execution traces: what is refused.
 */

#include "chakra-test-case.h"

#include "ns3/fabric-compat.h"

#include <string>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::chakra_test;
using namespace ns3::aifabric::trace_test;

namespace
{

constexpr uint64_t ALL_REDUCE = 0;

/**
 * @ingroup ai-fabric-tests
 * What is refused.
 */
class ChakraRefusalTestCase : public ChakraTestCase
{
  public:
    ChakraRefusalTestCase()
        : ChakraTestCase("What is damaged, cut off or not supported is refused with its place")
    {
    }

  private:
    void ExpectUnsupported()
    {
        TraceNode lost = Exchange(3, SEND, 1, 100);
        lost.more = Property("comm_size", 100);
        lost.micros = 12;
        TraceNode other = lost;
        other.id = 4;
        TraceNode partial = Collect(6, ALL_REDUCE, 1000);
        partial.more += Property("involved_dim", Bytes(28, Bytes(1, std::string("\1\0", 2))));
        const std::string prefix =
            Write({Encode({lost, other, partial, Collect(7, 13, 1000)}), Encode({partial})});
        Refuse(
            prefix,
            2,
            "there are nodes that cannot be carried out: 1 collectives of comm_type 13 (first: " +
                prefix +
                ".0.et, node 7); 2 collectives whose involved_dim leaves dimensions "
                "out (first: " +
                prefix + ".0.et, node 6); 2 sends without comm_dst or comm_size (first: " + prefix +
                ".0.et, node 3); AllowUnsupported leaves what they wait for and exchange out");
        const Trace trace = Run(prefix, 2, {{"AllowUnsupported", "true"}});
        NS_TEST_EXPECT_MSG_EQ(trace.GetEnd(), 12 * US, "as long as they say");
        NS_TEST_EXPECT_MSG_EQ(trace.GetBytes().size(), 0, "no messages");
    }

    void ExpectPlaces()
    {
        const std::string good = Encode({Compute(1, 5), Collect(2, ALL_REDUCE, 1000, {1})});
        const auto refuse = [&](const std::string& file, const std::string& problem) {
            Refuse(Write({good, file}), 2, ".1.et" + problem);
        };
        const std::string head = Record(Bytes(1, "0.0.4"));
        refuse("", " is empty");
        refuse(Record(Compute(1, 5).Encode()), ", record 1: it is not about the file");
        refuse(head + Record(""), ", record 2: it is no node");
        refuse(head + "\xff\xff", ", record 2: the length of the record is cut off");
        refuse(head + Varint(100) + "abc",
               ", record 2: the record is cut off: 100 bytes are to follow, and there are 3");
        refuse(head + Record(Number(1, 1) + Bytes(3, "x")), ", record 2: field 3 has wire type 2");
        refuse(Encode({{3, "x", static_cast<Type>(9)}}), ", record 2: node 3 has the type 9");
        refuse(Encode({Compute(3, 1), Compute(3, 2)}), " has node 3 twice");
        const std::string lost = Write({Encode({Compute(3, 1, {99, 98})}), Encode({})});
        Refuse(lost, 2, "2 waits for nodes that there are not (first: " + lost + ".0.et, node 3)");
        NS_TEST_EXPECT_MSG_EQ(Run(lost, 2, {{"AllowUnsupported", "true"}}).GetEnd(),
                              US,
                              "without them");
        const std::string idle = Encode({Compute(1, 5)});
        Refuse(Write({idle, Encode({Compute(3, 1, {4}), Compute(4, 1, {3})})}),
               2,
               ".1.et, node 3: the computation of rank 1 waits for itself, by way of the "
               "computation of rank 1 (");
        refuse(Encode({Compute(3, uint64_t{1} << 62)}), ", node 3: it lasts");
        TraceNode negative = Collect(1, ALL_REDUCE, 5);
        negative.more = Property("comm_size", UINT64_MAX);
        refuse(Encode({negative}), ", record 2: attribute comm_size is no whole number");
        refuse(Encode({Exchange(1, RECV, 2, 5)}), ", node 1: there is no rank 2, ranks are 0 to 1");
        Refuse(Write({idle, Encode({Exchange(1, RECV, 0, 5)})}),
               2,
               ".1.et, node 1: the receive of rank 1 from rank 0 of tag 0 has no send left");
        const std::string packed = Pack(good);
        refuse(packed.substr(0, packed.size() - 9), " is cut off: what gzip has packed ends early");
        std::string damaged = packed;
        damaged[40] ^= 1;
        refuse(damaged, " cannot be unpacked with gzip: incorrect data check");
        Refuse(CreateTempDirFilename("none"), 2, "there is no file");
        Refuse(Write(3, {Compute(1, 1)}), 2, "is for 3 hosts, and the fabric has 2");
        const std::string gap = Write(2, {Compute(1, 1)});
        WriteFile(gap + ".3.et", good);
        Refuse(gap, 8, "the file " + gap + ".2.et is missing: there is one of rank 3");
    }

    void ExpectCuts()
    {
        const std::string file =
            Encode({Compute(1, 5), Collect(2, ALL_REDUCE, 1000, {1}), Compute(3, 1, {2})});
        uint32_t accepted = 0;
        for (size_t size = 0; size < file.size(); size++)
        {
            const std::string prefix = Write({file, file.substr(0, size)});
            const std::string text = MakeTrace("ChakraWorkload", prefix)->Check(2);
            const bool isNamed = text.find(prefix) != std::string::npos;
            NS_TEST_EXPECT_MSG_EQ((text.empty() || isNamed), true, size << ": " << text);
            accepted += text.empty() ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_EQ(accepted, 1, "only without the last computation is it whole");
    }

    void Test() override
    {
        ExpectUnsupported();
        ExpectPlaces();
        ExpectCuts();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of damaged Chakra traces.
 */
class ChakraRefusalTestSuite : public TestSuite
{
  public:
    ChakraRefusalTestSuite()
        : TestSuite("ai-fabric-chakra-refusal", TestSuite::Type::UNIT)
    {
        AddTestCase(new ChakraRefusalTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const ChakraRefusalTestSuite g_chakraRefusalTestSuite; ///< the suite

} // namespace
