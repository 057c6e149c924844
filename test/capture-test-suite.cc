/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Captures: every byte is what our own decoder, and tshark where it is installed, take for RoCEv2.
 */

#include "ns3/experiment.h"
#include "ns3/fabric-program.h"
#include "ns3/frame-codec.h"
#include "ns3/pcap-file.h"
#include "ns3/simulator.h"
#include "ns3/test.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * An incast with ECN and PFC, captured at its receiver.
 */
class CaptureTestCase : public TestCase
{
  public:
    CaptureTestCase()
        : TestCase("a capture holds RoCEv2, CNPs and PFC with correct checksums")
    {
    }

  private:
    void DoRun() override
    {
        const std::string prefix = CreateTempDirFilename("capture");
        ExperimentOptions options;
        options.fabric = "leaf-spine:leaves=1,spines=1,hosts=5";
        options.workload = "incast:fan-in=4,receiver=4,bytes=400KB";
        options.cc = "dcqcn";
        options.switchModel = "generic:shared-buffer=4MB,kmin=5KB,kmax=20KB,lossless=true,"
                              "xoff=20KB,xon=10KB,headroom=100KB";
        options.db = "none";
        options.pcap = prefix;
        FabricProgram::Prepare(options);
        Experiment experiment(options);
        const RunRecord run = experiment.Execute();
        NS_TEST_ASSERT_MSG_GT(run.pfcPauses.value_or(0), 0, "the scene has pauses");

        // Host 0 sends, host 4 receives.
        std::map<FrameKind, uint32_t> sender = Count(prefix + "-0-0.pcap");
        NS_TEST_EXPECT_MSG_EQ(sender[FrameKind::DATA], 98, "400 KB in packets of 4 KiB");
        NS_TEST_EXPECT_MSG_EQ(sender[FrameKind::ACK], 98, "an ACK for each");
        NS_TEST_EXPECT_MSG_GT(sender[FrameKind::CNP], 0, "told to slow down");
        NS_TEST_EXPECT_MSG_GT(sender[FrameKind::PFC], 0, "and paused");
        std::map<FrameKind, uint32_t> receiver = Count(prefix + "-4-0.pcap");
        NS_TEST_EXPECT_MSG_EQ(receiver[FrameKind::DATA], 4 * 98, "all data");
        NS_TEST_EXPECT_MSG_EQ(receiver[FrameKind::PFC], 0, "nobody pauses the receiver");
        CheckTshark(prefix + "-0-0.pcap", sender);
    }

    /// Decode a capture, which checks ICRC and IP checksum, and count the kinds of frames.
    std::map<FrameKind, uint32_t> Count(const std::string& name)
    {
        std::map<FrameKind, uint32_t> counts;
        PcapFile file;
        file.Open(name, std::ios::in);
        NS_TEST_EXPECT_MSG_EQ(file.Fail(), false, "open " << name);
        NS_TEST_EXPECT_MSG_EQ(file.GetDataLinkType(), 1, "Ethernet");
        std::vector<uint8_t> bytes(16384);
        for (;;)
        {
            uint32_t seconds;
            uint32_t fraction;
            uint32_t included;
            uint32_t original;
            uint32_t read;
            file.Read(bytes.data(),
                      static_cast<uint32_t>(bytes.size()),
                      seconds,
                      fraction,
                      included,
                      original,
                      read);
            if (file.Fail())
            {
                break;
            }
            Frame frame{};
            NS_TEST_EXPECT_MSG_EQ(included, original, "whole frames");
            const bool decoded = FrameCodec::Decode(bytes.data(), included, frame);
            NS_TEST_EXPECT_MSG_EQ(decoded, true, "frame " << counts.size() << " of " << name);
            counts[frame.kind]++;
        }
        return counts;
    }

    /// Ask tshark for the same numbers.
    void CheckTshark(const std::string& name, std::map<FrameKind, uint32_t>& expected)
    {
        if (std::system("command -v tshark >/dev/null 2>&1") != 0)
        {
            return; // the decoder above has seen every byte; this is a second opinion
        }
        const auto ask = [&name](const std::string& filter) {
            const std::string command =
                "tshark -r '" + name + "' -Y '" + filter + "' 2>/dev/null | wc -l";
            std::array<char, 32> answer{};
            FILE* pipe = popen(command.c_str(), "r");
            const bool read = pipe && std::fgets(answer.data(), answer.size(), pipe);
            if (pipe)
            {
                pclose(pipe);
            }
            return read ? static_cast<uint32_t>(std::strtoul(answer.data(), nullptr, 10)) : 0U;
        };
        // RC WRITE First, Middle, Last; RC Acknowledge; CNP; MAC control.
        NS_TEST_EXPECT_MSG_EQ(ask("infiniband.bth.opcode in {6,7,8}"),
                              expected[FrameKind::DATA],
                              "tshark: data");
        NS_TEST_EXPECT_MSG_EQ(ask("infiniband.bth.opcode == 17"),
                              expected[FrameKind::ACK],
                              "tshark: ACKs");
        NS_TEST_EXPECT_MSG_EQ(ask("infiniband.bth.opcode == 129"),
                              expected[FrameKind::CNP],
                              "tshark: CNPs");
        NS_TEST_EXPECT_MSG_EQ(ask("macc.opcode == 0x0101"),
                              expected[FrameKind::PFC],
                              "tshark: PFC");
        NS_TEST_EXPECT_MSG_EQ(ask("infiniband.bth.psn >= 0 && infiniband.bth.opcode == 8"),
                              1,
                              "tshark: the last packet");
    }
};

/**
 * @ingroup ai-fabric-tests
 * A window that is smaller than what one ACK may cover does not wait for the timeout, and lossless
 * classes have no more buffer than there is.
 */
class LimitsTestCase : public TestCase
{
  public:
    LimitsTestCase()
        : TestCase("windows ask for ACKs; lossless frames need room too")
    {
    }

  private:
    static RunRecord Execute(const ExperimentOptions& options)
    {
        FabricProgram::Prepare(options);
        Experiment experiment(options);
        return experiment.Execute();
    }

    void DoRun() override
    {
        ExperimentOptions options;
        options.db = "none";
        options.workload = "pair:bytes=1MiB,dst=127";
        options.cc = "window";
        options.ackInterval = 128;
        const RunRecord window = Execute(options);
        NS_TEST_EXPECT_MSG_EQ(window.retransmittedPackets.value(), 0, "no timeout");
        NS_TEST_EXPECT_MSG_LT(window.GetSlowdown().value(), 2, "a round trip for each window");

        // Four hosts send 2 MB to one through a switch with 800 KB: PFC's thresholds fit into the
        // buffer in the first case, and promise what is not there in the second.
        options = ExperimentOptions();
        options.db = "none";
        options.fabric = "leaf-spine:leaves=1,spines=1,hosts=5";
        options.workload = "incast:fan-in=4,receiver=4,bytes=500KB";
        options.switchModel = "generic:shared-buffer=800KB,ecn=false,lossless=true,xoff=100KB,"
                              "xon=90KB,headroom=100KB";
        const RunRecord fits = Execute(options);
        NS_TEST_EXPECT_MSG_EQ(fits.drops.value(), 0, "no loss");
        NS_TEST_EXPECT_MSG_GT(fits.pfcPauses.value(), 0, "thanks to pauses");
        options.switchModel = "generic:shared-buffer=800KB,ecn=false,lossless=true,xoff=600KB,"
                              "xon=500KB,headroom=100KB";
        const RunRecord promises = Execute(options);
        NS_TEST_EXPECT_MSG_GT(promises.drops.value(), 0, "there is no buffer beyond the buffer");
        NS_TEST_EXPECT_MSG_LT_OR_EQ(promises.maxHostQueueBytes.value(), 810000, "nor in the queue");
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class CaptureTestSuite : public TestSuite
{
  public:
    CaptureTestSuite()
        : TestSuite("ai-fabric-capture", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new CaptureTestCase);
        AddTestCase(new LimitsTestCase);
    }
};

/// Registers the suite.
CaptureTestSuite g_captureTestSuite;

} // namespace
