/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Algorithms of MSCCL: bytes, times, loops, and that a wrong algorithm is refused.
 */

#include "msccl-samples.h"
#include "trace-test-helper.h"

#include "ns3/fabric-compat.h"
#include "ns3/test.h"

#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;
using namespace ns3::aifabric::msccl_test;
using namespace ns3::aifabric::trace_test;

namespace
{

/**
 * @ingroup ai-fabric-tests
 * Writes algorithms.
 */
class MscclTestCase : public TestCase
{
  protected:
    explicit MscclTestCase(const std::string& name)
        : TestCase(name)
    {
    }

    using Values = std::vector<std::pair<std::string, std::string>>;

    Ptr<Workload> Write(const std::string& text, const Values& values = {})
    {
        m_path = CreateTempDirFilename("algorithm-" + std::to_string(m_count++) + ".xml");
        WriteFile(m_path, text);
        return MakeTrace("MscclWorkload", m_path, values);
    }

    Trace Run(const std::string& text, uint32_t hosts, const Values& values = {})
    {
        const Ptr<Workload> workload = Write(text, values);
        NS_TEST_EXPECT_MSG_EQ(workload->Check(hosts), "", text);
        return CarryOut(workload, hosts);
    }

    void Refuse(const std::string& text, const std::string& problem, const Values& values = {})
    {
        const std::string error = Write(text, values)->Check(8);
        NS_TEST_EXPECT_MSG_EQ(error.compare(0, m_path.size() + problem.size(), m_path + problem),
                              0,
                              "'" << error << "' begins with '" << problem << "'");
    }

    /// A text with the k-th place of one part replaced by another.
    static std::string Replace(std::string text,
                               const std::string& part,
                               const std::string& other,
                               int k = 1)
    {
        size_t at = text.find(part);
        for (; k > 1; k--)
        {
            at = text.find(part, at + 1);
        }
        return text.replace(at, part.size(), other);
    }

    std::string m_path;  ///< of the last file
    uint32_t m_count{0}; ///< files
};

/**
 * @ingroup ai-fabric-tests
 * A ring, against our own.
 */
class MscclRingTestCase : public MscclTestCase
{
  public:
    MscclRingTestCase()
        : MscclTestCase("A ring of 8 sends an eighth 14 times, and takes the time of ours")
    {
    }

  private:
    void ExpectRing(bool isFused)
    {
        const Trace trace = Run(Ring(8, "Simple", isFused), 8, {{"Bytes", "8388608"}});
        std::vector<uint32_t> sends(8, 0);
        for (TaskGraph::Id id = 0; id < trace.graph->GetCount(); id++)
        {
            const TaskGraph::Task& task = trace.graph->Get(id);
            if (task.IsMessage())
            {
                NS_TEST_EXPECT_MSG_EQ(task.bytes, 1048576, "an eighth");
                NS_TEST_EXPECT_MSG_EQ(task.peer, (task.host + 1) % 8, "to the next one");
                sends[task.host]++;
            }
        }
        for (const uint32_t count : sends)
        {
            NS_TEST_EXPECT_MSG_EQ(count, 14, "2 (n-1)");
        }
        const uint64_t ours = MeasureAlone("AllReduceWorkload", 8388608, 8);
        NS_TEST_EXPECT_MSG_EQ(trace.GetEnd(), ours, "the same messages at the same times");
        NS_TEST_EXPECT_MSG_EQ(trace.graph->GetActivities().size(), 1, "one collective");
        NS_TEST_EXPECT_MSG_EQ(trace.graph->GetActivities()[0].name, "sample", "its name");
    }

    void ExpectSizes()
    {
        for (const uint32_t gpus : {2, 3, 5, 8})
        {
            for (const bool isFused : {false, true})
            {
                NS_TEST_EXPECT_MSG_EQ(Write(Ring(gpus, "Simple", isFused))->Check(8), "", gpus);
            }
        }
        const auto bytes = [this](const std::string& text, const Values& values) {
            return Run(text, 4, values).GetBytes()[{0, 1}];
        };
        NS_TEST_EXPECT_MSG_EQ(bytes(Ring(4, "LL"), {{"Bytes", "48000"}}), 6 * 24000, "flags");
        NS_TEST_EXPECT_MSG_EQ(bytes(Ring(4, "LL128"), {{"Bytes", "48000"}}), 6 * 12800, "lines");
        NS_TEST_EXPECT_MSG_EQ(bytes(Ring(4), {{"Bytes", "4001"}}), 6 * 1001, "rounded up");
        // Loops over pieces of the chunks: the same bytes in more messages.
        const Values loops{{"Bytes", "4000000"}, {"Chunk", "300000"}};
        const Trace trace = Run(Ring(4), 4, loops);
        NS_TEST_EXPECT_MSG_EQ((trace.GetBytes()[{0, 1}]), 6000000, "all bytes");
        uint32_t messages = 0;
        for (TaskGraph::Id id = 0; id < trace.graph->GetCount(); id++)
        {
            messages += trace.graph->Get(id).IsMessage() ? 1 : 0;
        }
        NS_TEST_EXPECT_MSG_EQ(messages, 4 * 6 * 4, "four pieces of a chunk");
        // Two thread blocks do not wait for each other: with one message at a time they do.
        Values narrow = loops;
        narrow.emplace_back("Window", "1");
        NS_TEST_EXPECT_MSG_GT(Run(Ring(4), 4, narrow).GetEnd(), trace.GetEnd(), "a window of one");
        Refuse(Ring(4), ", line 4: Bytes makes a message of 4 GiB", {{"Bytes", "70000000000000"}});
    }

    void DoRun() override
    {
        ExpectRing(false);
        ExpectRing(true);
        ExpectSizes();
    }
};

/**
 * @ingroup ai-fabric-tests
 * Other operations, buffers, thread blocks that wait for each other.
 */
class MscclOperationsTestCase : public MscclTestCase
{
  public:
    MscclOperationsTestCase()
        : MscclTestCase("Operations, buffers and dependencies are as the format has them")
    {
    }

  private:
    static std::string StepOf(uint32_t number,
                              const std::string& type,
                              const std::string& src,
                              const std::string& dst,
                              uint32_t count = 1,
                              const std::string& waits = "depid=\"-1\" deps=\"-1\"",
                              uint32_t isAwaited = 0)
    {
        return "<step s=\"" + std::to_string(number) + "\" type=\"" + type + "\" srcbuf=\"" +
               src.substr(0, 1) + "\" srcoff=\"" + src.substr(1) + "\" dstbuf=\"" +
               dst.substr(0, 1) + "\" dstoff=\"" + dst.substr(1) + "\" cnt=\"" +
               std::to_string(count) + "\" " + waits + " hasdep=\"" + std::to_string(isAwaited) +
               "\"/>\n";
    }

    /// Two GPUs; what each of them does, and of how many chunks its buffers are.
    static std::string Pair(const std::string& operation,
                            const std::string& zero,
                            const std::string& one,
                            uint32_t input,
                            uint32_t output,
                            uint32_t inPlace = 0)
    {
        const std::string end = "</tb></gpu>\n";
        return Head(2, 2, operation, "Simple", inPlace) + Gpu(0, 1, 1, input, output) + zero + end +
               Gpu(1, 0, 0, input, output) + one + end + "</algo>";
    }

    void ExpectOperations()
    {
        const std::string copies =
            StepOf(0, "s", "i0", "o0") + StepOf(1, "cpy", "i0", "o0") + StepOf(2, "r", "i0", "o1");
        const std::string copiesBack =
            StepOf(0, "s", "i0", "o1") + StepOf(1, "cpy", "i0", "o1") + StepOf(2, "r", "i0", "o0");
        NS_TEST_EXPECT_MSG_EQ(Write(Pair("allgather", copies, copiesBack, 1, 2))->Check(2), "", "");
        Refuse(
            Pair("allgather", copies, copies, 1, 2),
            ": allgather ends with a wrong result: chunk 0 of the output of GPU 1 is 1:0 instead "
            "of 0:0 (GPU:chunk of the input)");
        // In place, the input is a part of the output: of GPU 1 its second half.
        const std::string inPlace = StepOf(0, "s", "i0", "o0") + StepOf(1, "r", "i0", "o1");
        const std::string inPlaceBack = StepOf(0, "s", "i0", "o0") + StepOf(1, "r", "i0", "o0");
        NS_TEST_EXPECT_MSG_EQ(Write(Pair("allgather", inPlace, inPlaceBack, 1, 2, 1))->Check(2),
                              "",
                              "in place");
        const std::string scatter = StepOf(0, "s", "i1", "i1") + StepOf(1, "rrc", "i0", "o0");
        const std::string scatterBack = StepOf(0, "s", "i0", "i0") + StepOf(1, "rrc", "i1", "o0");
        NS_TEST_EXPECT_MSG_EQ(Write(Pair("reduce_scatter", scatter, scatterBack, 2, 1))->Check(2),
                              "",
                              "");
        const std::string all =
            StepOf(0, "s", "i1", "o0") + StepOf(1, "cpy", "i0", "o0") + StepOf(2, "r", "i0", "o1");
        const std::string allBack =
            StepOf(0, "s", "i0", "o1") + StepOf(1, "cpy", "i1", "o1") + StepOf(2, "r", "i0", "o0");
        NS_TEST_EXPECT_MSG_EQ(Write(Pair("alltoall", all, allBack, 2, 2))->Check(2), "", "");
        // Whole vectors in one message, and a sum of two buffers.
        const std::string sum = StepOf(0, "s", "i0", "o0", 2) + StepOf(1, "r", "i0", "o0", 2) +
                                StepOf(2, "re", "i0", "o0", 2);
        NS_TEST_EXPECT_MSG_EQ(Write(Pair("allreduce", sum, sum, 2, 2))->Check(2), "", "");
        NS_TEST_EXPECT_MSG_EQ(
            (Run(Pair("allreduce", sum, sum, 2, 2), 2, {{"Bytes", "5000"}}).GetBytes()[{0, 1}]),
            5000,
            "two chunks");
        NS_TEST_EXPECT_MSG_EQ(
            Write(Pair("custom", StepOf(0, "s", "i0", "o0"), StepOf(0, "r", "i0", "o0"), 2, 2))
                ->Check(2),
            "",
            "it promises nothing");
    }

    void ExpectBlocks()
    {
        // A second thread block copies what the first one has received: with its dependency.
        const auto algorithm = [](const std::string& waits, uint32_t isAwaited) {
            std::string text = Head(2, 2, "allgather", "Simple", 0);
            for (uint32_t gpu = 0; gpu < 2; gpu++)
            {
                const std::string mine = std::to_string(gpu);
                const std::string other = std::to_string(1 - gpu);
                text +=
                    Replace(Gpu(gpu, 1 - gpu, 1 - gpu, 1, 2), "s_chunks=\"0\"", "s_chunks=\"1\"") +
                    StepOf(0, "s", "i0", "s0") + StepOf(1, "nop", "i-1", "o-1", 0) +
                    StepOf(2, "r", "i0", "s0", 1, "depid=\"-1\" deps=\"-1\"", isAwaited) +
                    "</tb>\n<tb id=\"1\" send=\"-1\" recv=\"-1\" chan=\"0\">\n" +
                    StepOf(0, "cpy", "i0", "o" + mine) +
                    StepOf(1, "cpy", "s0", "o" + other, 1, waits) + "</tb></gpu>\n";
            }
            return text + "</algo>";
        };
        const std::string waits = "depid=\"0\" deps=\"2\"";
        NS_TEST_EXPECT_MSG_EQ(Write(algorithm(waits, 1))->Check(2), "", "in order");
        Refuse(algorithm("depid=\"-1\" deps=\"-1\"", 0),
               ", line 10: it reads chunk 0 of the buffer s, which nobody has written yet");
        Refuse(algorithm(waits, 0),
               ", line 10: it waits for the step of line 6, whose hasdep is 0");
        Refuse(algorithm("depid=\"0\" deps=\"3\"", 1),
               ", line 10: it waits for step 3 of thread block 0, which its GPU does not have");
    }

    void ExpectRefusals()
    {
        const std::string ring = Ring(4);
        Refuse(Replace(ring, "type=\"rrc\"", "type=\"r\""),
               ": allreduce ends with a wrong result: chunk ");
        Refuse(Replace(ring, "type=\"r\"", "type=\"rrc\""), ", line 11: it adds ");
        Refuse(Replace(ring, "type=\"s\"", "type=\"cpy\""),
               ", line 31: GPU 0 sends 5 times to GPU 1 on channel 0, which receives 6 times");
    }

    void DoRun() override
    {
        ExpectOperations();
        ExpectBlocks();
        ExpectRefusals();
    }
};

/**
 * @ingroup ai-fabric-tests
 * What is refused.
 */
class MscclRefusalTestCase : public MscclTestCase
{
  public:
    MscclRefusalTestCase()
        : MscclTestCase("What is wrong is refused with its line")
    {
    }

  private:
    void ExpectXml()
    {
        Refuse("", ", line 1: the document is empty");
        Refuse("<algo", ", line 1: a name is missing");
        Refuse("<algo>\n<gpu>\n", ", line 3: the document ends within <gpu> of line 2");
        Refuse("<algo>\n</gpu>", ", line 2: </gpu> ends <algo>");
        Refuse("<algo name=x/>", ", line 1: a value in quotes is missing, or does not end");
        Refuse("<algo name=\"x\" name=\"y\"/>", ", line 1: attribute name of <algo> stands there");
        Refuse("<algo name=\"&x;\"/>", ", line 1: unknown entity in the value '&x;'");
        Refuse("<!-- x\n", ", line 1: what begins with <!-- does not end");
        Refuse("<algo/>\nx", ", line 2: something follows the end of the document");
        Refuse("<algo>x</algo>", ", line 1: there is text between tags");
        std::string deep;
        for (int i = 0; i < 100; i++)
        {
            deep += "<a>";
        }
        Refuse(deep, ", line 1: elements are in each other more than 16 deep");
        NS_TEST_EXPECT_MSG_EQ(
            Write("<?xml version=\"1.0\"?>\n<!-- <algo> -->\n" + Ring(2) + "<!-- end -->")
                ->Check(2),
            "",
            "a declaration and comments");
    }

    void ExpectAttributes()
    {
        const std::string ring = Ring(2);
        Refuse("<algo/>", ", line 1: <algo> has no attribute name");
        Refuse("<gpu/>", ", line 1: <gpu> stands where <algo> belongs");
        Refuse(Replace(ring, "inplace", "more=\"1\" inplace"),
               ", line 1: <algo> has the unknown attribute 'more'");
        Refuse(Replace(ring, "Simple", "LL64"), ", line 1: proto must be Simple, LL or LL128");
        Refuse(Replace(ring, "ngpus=\"2\"", "ngpus=\"3\""),
               ", line 1: ngpus is 3, and there are 2");
        Refuse(Replace(ring, "allreduce", "allsum"), ", line 1: coll must be allreduce, ");
        Refuse(Replace(ring, "id=\"0\"", "id=\"1\""), ", line 2: GPUs are numbered from 0 on");
        Refuse(Replace(ring, "id=\"0\"", "id=\"1\"", 2), ", line 3: thread blocks are numbered");
        Refuse(Replace(ring, "s=\"0\" type", "s=\"1\" type"),
               ", line 4: steps are numbered from 0");
        Refuse(Replace(ring, "type=\"s\"", "type=\"x\""), ", line 4: unknown type 'x'");
        Refuse(Replace(ring, "cnt=\"1\"", "cnt=\"0\""),
               ", line 4: cnt must be a whole number from 1");
        Refuse(Replace(ring, "srcbuf=\"i\"", "srcbuf=\"q\""), ", line 4: srcbuf must be i, o or s");
        Refuse(Replace(ring, "srcoff=\"0\"", "srcoff=\"2\""),
               ", line 4: 1 chunks from 2 on are not in the buffer i of its GPU, which has 2");
        Refuse(Replace(ring, "send=\"1\"", "send=\"-1\""),
               ", line 4: it sends, and its thread block has no send");
        Refuse(Replace(ring, "recv=\"1\"", "recv=\"0\""), ", line 3: GPU 0 receives from itself");
        Refuse(Replace(ring, "chan=\"0\"", "chan=\"2\""),
               ", line 3: chan must be a whole number from 0 to 1, not '2'");
        Refuse(Ring(16), " is for 16 hosts, and the fabric has 8");
        Refuse(Replace(ring, "inplace", "maxBytes=\"1000\" inplace"),
               ", line 1: the algorithm is for 0 to 1000 bytes, and Bytes is 1048576");
    }

    void ExpectCircle()
    {
        // Each receives before it sends.
        const auto gpu = [](uint32_t id) {
            return Gpu(id, 1 - id, 1 - id, 1) + Step(0, "rrc", 0) + Step(1, "s", 0) +
                   "</tb></gpu>\n";
        };
        Refuse(Head(2, 1) + gpu(0) + gpu(1) + "</algo>",
               ", line 4: the step waits for ever: steps wait for each other in a circle");
    }

    void DoRun() override
    {
        ExpectXml();
        ExpectAttributes();
        ExpectCircle();
    }
};

/**
 * @ingroup ai-fabric-tests
 * The suite of MSCCL.
 */
class MscclTestSuite : public TestSuite
{
  public:
    MscclTestSuite()
        : TestSuite("ai-fabric-msccl", TestSuite::Type::UNIT)
    {
        AddTestCase(new MscclRingTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new MscclOperationsTestCase, TestDurationOf<TestCase>::QUICK);
        AddTestCase(new MscclRefusalTestCase, TestDurationOf<TestCase>::QUICK);
    }
};

const MscclTestSuite g_mscclTestSuite; ///< the suite

} // namespace
