/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * A capture of one frame of each kind, as tshark reads it: no frame is malformed, and every field
 * has the value that the frame has. Without tshark only our own decoder reads it.
 */

#include "rocev2-samples.h"

#include "ns3/aeth-header.h"
#include "ns3/bth-header.h"
#include "ns3/fabric-compat.h"
#include "ns3/frame-pool.h"
#include "ns3/pcap-file.h"
#include "ns3/pfc-header.h"
#include "ns3/reth-header.h"
#include "ns3/test.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::tests;

namespace
{

/// What is asked of tshark, by its names of fields.
const std::vector<std::string> FIELDS{"frame.len",
                                      "ip.dsfield.dscp",
                                      "ip.dsfield.ecn",
                                      "ip.ttl",
                                      "ipv6.tclass.dscp",
                                      "ipv6.tclass.ecn",
                                      "ipv6.hlim",
                                      "udp.srcport",
                                      "infiniband.bth.opcode",
                                      "infiniband.bth.padcnt",
                                      "infiniband.bth.destqp",
                                      "infiniband.bth.a",
                                      "infiniband.bth.psn",
                                      "infiniband.reth.va",
                                      "infiniband.reth.r_key",
                                      "infiniband.reth.dmalen",
                                      "infiniband.aeth.syndrome",
                                      "infiniband.aeth.msn",
                                      "infiniband.immdt",
                                      "infiniband.atomiceth.swapdt",
                                      "infiniband.atomiceth.cmpdt",
                                      "infiniband.atomicacketh.origremdt",
                                      "macc.opcode",
                                      "_ws.malformed"};

/// Values of fields; those that a frame does not have are not there.
using Values = std::map<std::string, uint64_t>;

/**
 * @ingroup ai-fabric-tests
 * All kinds of frames in one capture.
 */
class TsharkTestCase : public TestCase
{
  public:
    TsharkTestCase()
        : TestCase("tshark reads each field of each kind of frame as it is")
    {
    }

  private:
    /// A frame, what it holds, and what it is called in messages.
    struct Kind
    {
        Frame frame;
        FrameExtra extra;
        std::string name;
    };

    Kind& Add(const std::string& name, const Frame& frame)
    {
        m_kinds.push_back({frame, {}, name});
        Kind& kind = m_kinds.back();
        kind.frame.extra = nullptr;
        return kind;
    }

    void AddOperations(uint16_t ip)
    {
        for (const Sample& sample : GetSamples())
        {
            FrameExtra extra;
            const Frame frame =
                MakeSample(sample, ip, static_cast<uint16_t>(m_random() % 4097), m_random, extra);
            Kind& whole = Add("opcode " + std::to_string(sample.opcode), frame);
            whole.extra = extra;
            whole.frame.extra = &whole.extra;
            if (frame.kind == FrameKind::DATA)
            {
                Kind& cut = Add("trimmed opcode " + std::to_string(sample.opcode), frame);
                cut.extra = extra;
                cut.frame.extra = &cut.extra;
                cut.frame.size = FramePool::GetTrimmedSize(cut.frame);
                cut.frame.payload = 0;
                cut.frame.flags |= FRAME_TRIMMED;
            }
        }
    }

    void AddAnswers(uint16_t ip)
    {
        const auto make = [this, ip](FrameKind kind, uint16_t flags) {
            Frame frame = MakeFrame(kind, flags | ip, 0, m_random);
            frame.size += ip ? wire::IPV6_EXTRA_BYTES : 0;
            return frame;
        };
        Add("ACK", make(FrameKind::ACK, 0));
        Add("ACK of a marked packet", make(FrameKind::ACK, FRAME_BECN));
        Add("ACK that names a packet", make(FrameKind::ACK, FRAME_SACK));
        Add("NAK", make(FrameKind::NAK, 0));
        Add("NAK that names a packet", make(FrameKind::NAK, FRAME_SACK)).frame.reason = 1;
        for (const uint8_t syndrome : {0x20, 0x2e, 0x3f, 0x61, 0x62, 0x63})
        {
            Add("NAK of syndrome " + std::to_string(syndrome), make(FrameKind::NAK, 0))
                .frame.reason = syndrome;
        }
        Kind& bitmap = Add("ACK with a bitmap", make(FrameKind::ACK, FRAME_SACK));
        bitmap.frame.flags |= FRAME_BITMAP;
        bitmap.frame.size += wire::BITMAP_BYTES;
        bitmap.extra.bitmap = ~uint64_t{0};
        bitmap.frame.extra = &bitmap.extra;
        Add("CNP", make(FrameKind::CNP, 0));
        Kind& credit = Add("credit", make(FrameKind::CNP, 0));
        credit.frame.kind = FrameKind::CREDIT;
        credit.extra.credit = m_random();
        credit.frame.extra = &credit.extra;
        Add("probe", make(FrameKind::PROBE, 0));
        Add("probe of a queue pair", make(FrameKind::PROBE, FRAME_ACK_REQUEST));
        Add("answer to a probe", make(FrameKind::PROBE_REPLY, 0));
        Kind& told = Add("data with telemetry", make(FrameKind::DATA, FRAME_FIRST | FRAME_LAST));
        told.extra.Push({5000, 4096, 400000000000, 1280, 1, 2});
        told.extra.grown = 10;
        told.frame.size += told.extra.grown;
        told.frame.extra = &told.extra;
    }

    /// What tshark should say of a frame.
    static Values Expect(const Frame& frame)
    {
        Values values{{"frame.len", frame.size - wire::FCS_BYTES}};
        if (frame.kind == FrameKind::PFC)
        {
            values["macc.opcode"] = PfcHeader::OPCODE;
            return values;
        }
        if (frame.kind == FrameKind::SWITCH)
        {
            return values;
        }
        const bool isV6 = frame.Has(FRAME_IPV6);
        values[isV6 ? "ipv6.tclass.dscp" : "ip.dsfield.dscp"] = FrameCodec::GetDscp(frame);
        values[isV6 ? "ipv6.tclass.ecn" : "ip.dsfield.ecn"] = static_cast<uint64_t>(frame.ecn);
        values[isV6 ? "ipv6.hlim" : "ip.ttl"] = frame.hopLimit;
        values["udp.srcport"] = frame.entropy;
        values["infiniband.bth.destqp"] = frame.qp;
        values["infiniband.bth.a"] = frame.Has(FRAME_ACK_REQUEST) ? 1 : 0;
        values["infiniband.bth.psn"] =
            (frame.psn - (frame.kind == FrameKind::ACK ? 1 : 0)) & PSN_MASK;
        values["infiniband.bth.padcnt"] = -frame.payload & 3;
        values["infiniband.bth.opcode"] = GetOpcode(frame);
        if (frame.kind == FrameKind::ACK || frame.kind == FrameKind::NAK)
        {
            values["infiniband.aeth.msn"] = frame.msn;
            values["infiniband.aeth.syndrome"] =
                frame.kind == FrameKind::ACK                ? +AethHeader::ACK_UNLIMITED
                : frame.reason >= AethHeader::NAK_NOT_READY ? frame.reason
                                                            : +AethHeader::NAK_SEQUENCE_ERROR;
        }
        // Of opcodes for manufacturers, those of MRC among them, tshark knows the BTH.
        if (values["infiniband.bth.opcode"] < FrameCodec::OPCODE_CNP)
        {
            ExpectOperation(frame, values);
        }
        return values;
    }

    static uint8_t GetOpcode(const Frame& frame)
    {
        switch (frame.kind)
        {
        case FrameKind::DATA:
        case FrameKind::REQUEST:
            return operations::GetOpcode(frame);
        case FrameKind::CNP:
            return FrameCodec::OPCODE_CNP;
        case FrameKind::CREDIT:
            return FrameCodec::OPCODE_CREDIT;
        case FrameKind::PROBE:
            return FrameCodec::OPCODE_PROBE;
        case FrameKind::PROBE_REPLY:
            return FrameCodec::OPCODE_PROBE_REPLY;
        default:
            return FrameCodec::OPCODE_ACKNOWLEDGE;
        }
    }

    static void ExpectOperation(const Frame& frame, Values& values)
    {
        if (frame.kind != FrameKind::DATA && frame.kind != FrameKind::REQUEST)
        {
            return;
        }
        const bool isWrite = frame.operation <= RdmaOperation::WRITE_IMMEDIATE;
        const bool isRequest = frame.kind == FrameKind::REQUEST;
        const bool isAtomic = operations::IsAtomic(frame.operation);
        if (isRequest ? !isAtomic : isWrite && frame.Has(FRAME_FIRST))
        {
            values["infiniband.reth.va"] = frame.remoteAddress;
            values["infiniband.reth.r_key"] = frame.qp;
            values["infiniband.reth.dmalen"] = frame.dmaLength;
        }
        if (isAtomic && isRequest)
        {
            // An AtomicETH has address and key of its own, under the same names.
            values["infiniband.reth.va"] = frame.remoteAddress;
            values["infiniband.reth.r_key"] = frame.qp;
            values["infiniband.atomiceth.swapdt"] = frame.extra->operand;
            values["infiniband.atomiceth.cmpdt"] = frame.extra->compare;
        }
        const bool isEnd = isAtomic || frame.Has(FRAME_FIRST | FRAME_LAST);
        if (operations::IsFetch(frame.operation) && !isRequest && isEnd)
        {
            values["infiniband.aeth.syndrome"] = AethHeader::ACK_UNLIMITED;
            values["infiniband.aeth.msn"] = (frame.msn + 1) & PSN_MASK;
        }
        if (isAtomic && !isRequest)
        {
            values["infiniband.atomicacketh.origremdt"] = frame.extra->operand;
        }
        if (operations::HasImmediate(frame.operation) && frame.Has(FRAME_LAST))
        {
            values["infiniband.immdt"] = frame.extra->immediate;
        }
    }

    void Write(const std::string& name)
    {
        PcapFile file;
        file.Open(name, std::ios::out);
        file.Init(1); // Ethernet
        uint32_t time = 0;
        for (const Kind& kind : m_kinds)
        {
            const Bytes bytes = FrameCodec::Encode(kind.frame);
            file.Write(0, ++time, bytes.data(), static_cast<uint32_t>(bytes.size()));
            Frame back{};
            FrameExtra more;
            const bool isRead = FrameCodec::Decode(bytes.data(), bytes.size(), back, false, &more);
            NS_TEST_EXPECT_MSG_EQ(isRead, true, kind.name << ": our own decoder");
        }
        file.Close();
    }

    /// Read a line of tshark's answer.
    static Values Read(const std::string& line)
    {
        Values values;
        std::istringstream in(line);
        for (const std::string& field : FIELDS)
        {
            std::string text;
            std::getline(in, text, '|');
            if (text.empty())
            {
                continue;
            }
            std::string digits;
            for (const char c : text)
            {
                digits += c == ':' ? "" : std::string(1, c);
            }
            const bool isBytes = field == "infiniband.immdt";
            values[field] = digits == "True" ? 1
                            : digits == "False"
                                ? 0
                                : std::strtoull(digits.c_str(), nullptr, isBytes ? 16 : 0);
        }
        return values;
    }

    static std::vector<std::string> Ask(const std::string& name)
    {
        // It takes what is left of a trimmed SEND for the beginning of a remote procedure call.
        std::string command =
            "tshark --disable-protocol rpcordma -r '" + name + "' -T fields -E 'separator=|'";
        for (const std::string& field : FIELDS)
        {
            command += " -e " + field;
        }
        std::vector<std::string> lines;
        FILE* pipe = popen((command + " 2>/dev/null").c_str(), "r");
        std::array<char, 4096> line{};
        while (pipe && std::fgets(line.data(), line.size(), pipe))
        {
            lines.emplace_back(line.data());
            lines.back().erase(lines.back().find_last_not_of("\r\n") + 1);
        }
        if (pipe)
        {
            pclose(pipe);
        }
        return lines;
    }

    void DoRun() override
    {
        for (const uint16_t ip : {uint16_t{0}, uint16_t{FRAME_IPV6}})
        {
            AddOperations(ip);
            AddAnswers(ip);
        }
        Add("PFC", MakeFrame(FrameKind::PFC, 0, 0, m_random));
        Add("message of a switch", MakeFrame(FrameKind::SWITCH, 0, 0, m_random));
        const std::string name = CreateTempDirFilename("kinds.pcap");
        Write(name);
        if (std::system("command -v tshark >/dev/null 2>&1") != 0)
        {
            return; // the decoder has seen every byte; this is a second opinion
        }
        const std::vector<std::string> lines = Ask(name);
        NS_TEST_ASSERT_MSG_EQ(lines.size(), m_kinds.size(), "a line for each frame");
        for (size_t i = 0; i < lines.size(); i++)
        {
            const Values expected = Expect(m_kinds[i].frame);
            Values found = Read(lines[i]);
            for (const std::string& field : FIELDS)
            {
                const auto wanted = expected.find(field);
                NS_TEST_EXPECT_MSG_EQ((wanted != expected.end()),
                                      (found.count(field) != 0),
                                      m_kinds[i].name << ": " << field << " in " << lines[i]);
                NS_TEST_EXPECT_MSG_EQ(found[field],
                                      (wanted == expected.end() ? 0 : wanted->second),
                                      m_kinds[i].name << ": " << field);
            }
        }
    }

    std::mt19937 m_random{11};
    std::deque<Kind> m_kinds;
};

/**
 * @ingroup ai-fabric-tests
 * The suite.
 */
class TsharkTestSuite : public TestSuite
{
  public:
    TsharkTestSuite()
        : TestSuite("ai-fabric-tshark", TestSuite::Type::SYSTEM)
    {
        AddTestCase(new TsharkTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const TsharkTestSuite g_tsharkTestSuite; ///< registers the suite

} // namespace
