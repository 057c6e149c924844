/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * What is asked for acts, or the run says that it did not.
 */

#include "ns3/component-spec.h"
#include "ns3/config-error.h"
#include "ns3/config.h"
#include "ns3/experiment.h"
#include "ns3/fabric-compat.h"
#include "ns3/fabric-program.h"
#include "ns3/string.h"
#include "ns3/test.h"

#include <functional>
#include <sstream>
#include <string>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// Four hosts of two leaves; nothing is stored.
ExperimentOptions
Small()
{
    ExperimentOptions options;
    options.fabric = "leaf-spine:leaves=2,spines=2,hosts=2";
    options.workload = "shift:offset=2,bytes=64KiB";
    options.lb = "ecmp";
    options.db = "none";
    return options;
}

RunRecord
Execute(const ExperimentOptions& options)
{
    FabricProgram::Prepare(options);
    Experiment experiment(options);
    return experiment.Execute();
}

/// The notes of a run on what does not act, one a line; others tell what was chosen.
std::string
GetNotes(const RunRecord& run)
{
    std::string text;
    for (const std::string& note : run.notes)
    {
        for (const std::string word : {"nothing", "none", "no port", "no data", "expects"})
        {
            if (note.find(word) != std::string::npos)
            {
                text += note + "\n";
                break;
            }
        }
    }
    return text;
}

/// Something that is asked for, and what is said of it.
struct Case
{
    std::string what;                            ///< what it is, for people
    std::function<void(ExperimentOptions&)> ask; ///< ask for it
    std::string note;                            ///< part of the note; empty: no note at all
};

/**
 * @ingroup ai-fabric-tests
 * Each case is one small run.
 */
class NotesTestCase : public TestCase
{
  public:
    NotesTestCase(const std::string& name, const std::vector<Case>& cases)
        : TestCase(name),
          m_cases(cases)
    {
    }

  private:
    void DoRun() override
    {
        for (const Case& one : m_cases)
        {
            ExperimentOptions options = Small();
            one.ask(options);
            const RunRecord run = Execute(options);
            const std::string notes = GetNotes(run);
            if (one.note.empty())
            {
                NS_TEST_EXPECT_MSG_EQ(notes, "", one.what);
            }
            else
            {
                NS_TEST_EXPECT_MSG_NE(notes.find(one.note),
                                      std::string::npos,
                                      one.what << " says: " << notes);
            }
        }
    }

    std::vector<Case> m_cases;
};

/// Set one of the options.
std::function<void(ExperimentOptions&)>
Set(std::string ExperimentOptions::*option, const std::string& value)
{
    return [=](ExperimentOptions& options) { options.*option = value; };
}

using Options = ExperimentOptions;

NotesTestCase*
MakeMarks()
{
    const auto both = [](const std::string& cc, const std::string& model) {
        return [=](Options& options) {
            options.cc = cc;
            options.switchModel = model;
        };
    };
    const auto forced = [](const std::string& lb, const std::string& model) {
        return [=](Options& options) {
            options.lb = lb;
            options.switchModel = model;
            options.force = true;
        };
    };
    return new NotesTestCase(
        "Who reacts to marks says so when there can be none",
        {{"dcqcn with marks", both("dcqcn", "generic"), ""},
         {"dcqcn without marks",
          both("dcqcn", "generic:ecn=false"),
          "--cc=dcqcn reacts to ECN marks, and there are none: switches mark nothing; give "
          "--switch=generic:ecn=true"},
         {"fixed rate without marks", both("fixed-rate", "generic:ecn=false"), ""},
         {"mp-rdma without marks", both("mp-rdma", "generic:ecn=false"), "--cc=mp-rdma reacts"},
         {"a private buffer as large as kmin",
          both("dcqcn", "generic:buffer-per-port=80KB"),
          "switches mark above kmin=80KB, and no queue may hold more than 80KB"},
         {"a private buffer a byte larger", both("dcqcn", "generic:buffer-per-port=80001"), ""},
         {"a dynamic threshold below kmin",
          both("dcqcn", "generic:shared-buffer=200KB,alpha=0.5"),
          "no queue may hold more than 70"},
         {"a dynamic threshold above kmin",
          both("dcqcn", "generic:shared-buffer=200KB,alpha=1"),
          ""},
         {"kmax where nothing is marked below",
          both("dcqcn", "generic:pmax=0,kmax=800KB"),
          "switches mark above kmax=800KB"},
         {"a balancer of switches",
          forced("conweave", "generic:ecn=false"),
          "--lb=conweave reacts to ECN marks"},
         {"a balancer of hosts", forced("reps", "generic:ecn=false"), "--lb=reps reacts"},
         {"a balancer of hosts and a threshold",
          forced("ofan+prime", "generic:buffer-per-port=50KB"),
          "--lb=prime reacts to ECN marks, and there are none: switches mark above kmin"},
         {"a balancer that hears no marks", forced("spray", "generic:ecn=false"), ""},
         {"no marks of one tier",
          both("dcqcn", "generic+spine=generic:ecn=false"),
          "--cc=dcqcn reacts to ECN marks, and the tier spine gives none: switches mark nothing"},
         {"a tier marks above what it can hold",
          both("dcqcn", "generic+leaf=generic:buffer-per-port=50KB"),
          "and the tier leaf gives none: switches mark above kmin=80KB"},
         {"no marks of any tier",
          both("dcqcn", "generic:ecn=false+leaf=generic:buffer-per-port=50KB"),
          "--cc=dcqcn reacts to ECN marks, and there are none: switches mark above kmin"}});
}

NotesTestCase*
MakeAttributes()
{
    const auto model = [](const std::string& parameters) {
        return Set(&Options::switchModel, "generic:" + parameters);
    };
    return new NotesTestCase(
        "Parameters that act on nothing",
        {{"xoff", model("xoff=100KB,xon=90KB"), "xoff=100KB of --switch=generic acts on nothing"},
         {"xoff that acts", model("xoff=330KB,xon=300KB,lossless=true,buffer-per-port=10MB"), ""},
         {"kmin", model("ecn=false,kmin=1KB"), "kmin=1KB of --switch=generic acts on nothing"},
         {"pmax", model("pmax=0.5,kmin=100KB,kmax=100KB"), "pmax=0.5"},
         {"alpha", model("alpha=2"), "give shared-buffer"},
         {"alpha that acts", model("alpha=2,shared-buffer=10MB"), ""},
         {"trim of a class that is not protected",
          model("trim=true,lossless=true,lossless-classes=5,buffer-per-port=2MB"),
          "PFC protects no data"},
         {"trim of one that is", model("trim=true,lossless=true,buffer-per-port=2MB"), "trim=true"},
         {"telemetry",
          model("stages=telemetry"),
          "the stage telemetry of --switch acts on nothing: no data packet asks for records"},
         {"a private buffer",
          model("buffer-per-port=1MB,shared-buffer=10MB"),
          "buffer-per-port=1MB of --switch=generic acts on nothing: shared-buffer"},
         {"retries",
          Set(&Options::recovery, "sack:timeout-exponent=0,retry-count=3"),
          "retry-count=3 of --recovery=sack acts on nothing"},
         {"flowlets of packets",
          Set(&Options::lb, "dlb:mode=per-packet,timeout=1us"),
          "timeout=1us"},
         {"flowlets of dlb", Set(&Options::lb, "dlb:timeout=1us"), ""},
         {"flowlets of sglb", Set(&Options::lb, "sglb:entries=64"), "entries=64 of --lb=sglb"},
         {"ConWeave's profile",
          Set(&Options::lb, "conweave:profile=fat-tree,flush=1us,wait=1us,expiry=9us"),
          "profile=fat-tree"},
         {"pieces", Set(&Options::lb, "subflow:count=1,split=true"), "split=true"},
         {"grades",
          [](Options& options) {
              options.lb = "adaptive:grade-low=1,grade-middle=1,grade-high=1";
              options.switchModel = "generic:buffer-per-port=800KB";
          },
          "grade-low"},
         {"Hermes at a high rate",
          [](Options& options) {
              options.lb = "hermes";
              options.rate = "6.4Tbps";
              options.switchModel = "generic:buffer-per-port=800KB";
          },
          "rtt-high of --lb=hermes acts on nothing"},
         {"Hermes at the rate it is set for", Set(&Options::lb, "hermes"), ""},
         {"DCQCN's least rate",
          Set(&Options::cc, "dcqcn:min-rate=400Gbps"),
          "min-rate=400Gbps of --cc=dcqcn acts on nothing"},
         {"DCQCN's hyper increase", Set(&Options::cc, "dcqcn:hyper-step=growing"), "hyper-step"}});
}

NotesTestCase*
MakeRunOptions()
{
    const auto number = [](uint32_t Options::*option, uint32_t value) {
        return [=](Options& options) { options.*option = value; };
    };
    return new NotesTestCase(
        "Options of a run that act on nothing",
        {{"resolution", Set(&Options::resolution, "1us"), "--resolution=1us acts on nothing"},
         {"what is recorded", Set(&Options::record, "flows"), "--record=flows stores nothing"},
         {"domains", number(&Options::domains, 2), ""},
         {"domains of an oracle",
          [](Options& options) {
              options.domains = 2;
              options.recovery = "oracle";
          },
          "--domains=2 acts on nothing"},
         {"domains of short links",
          [](Options& options) {
              options.domains = 2;
              options.delay = "99ns";
          },
          "--domains=2 acts on nothing"},
         {"burst", number(&Options::burst, 8), "--burst=8 acts on nothing"},
         {"burst that acts",
          [](Options& options) {
              options.burst = 8;
              options.workload = "all-to-all:bytes=16KiB";
          },
          ""},
         {"ACKs", number(&Options::ackInterval, 8), ""},
         {"ACKs of single packets",
          [](Options& options) {
              options.ackInterval = 8;
              options.workload = "all-to-all:bytes=1KiB";
          },
          "--ack-interval=8 acted on nothing"},
         {"ACKs of a control that counts them",
          [](Options& options) {
              options.ackInterval = 8;
              options.cc = "mp-rdma";
          },
          "--cc=mp-rdma expects an ACK for each packet, and --ack-interval=8"},
         {"rate",
          [](Options& options) {
              options.rate = "100Gbps";
              options.fabric += ",host-rate=400Gbps,uplink-rate=400Gbps";
          },
          "--rate=100Gbps acts on nothing"},
         {"one path",
          [](Options& options) {
              options.fabric = "leaf-spine:leaves=1,spines=2,hosts=4";
              options.lb = "drill";
          },
          "--lb=drill has nothing to choose"}});
}

NotesTestCase*
MakeFaults()
{
    const auto fault = [](const std::string& text) { return Set(&Options::fault, text); };
    return new NotesTestCase(
        "Faults that struck nothing, or were not noticed",
        {{"nothing chosen", fault("link:select=random,fraction=0"), "chance chose none"},
         {"too late",
          fault("grey:names=leaf0-spine0,time=1s"),
          "its time had not come when the run"},
         {"no loss", fault("grey:names=leaf0-spine0,loss=0"), "loss=0 of --fault=grey acts on"},
         {"no delay",
          fault("slow:names=leaf0-spine0,delay=0s"),
          "delay=0s of --fault=slow acts on"},
         {"in time", fault("grey:names=leaf0-spine0,loss=0.5,time=1ns"), ""},
         {"one of two",
          fault("grey:names=leaf0-spine0,loss=0.5+link:names=leaf0-spine1,time=2s"),
          "time=2s struck nothing"},
         {"shorter than its detection",
          fault("flap:names=leaf0-spine0,distribution=fixed,down=100ns,up=100ns,duration=1us"),
          "was noticed by no port: it never lasted 10us (detection)"},
         {"detection behind convergence",
          fault("link:names=leaf0-spine0,detection=5us,convergence=0"),
          "detection=5us of --fault=link acts on nothing"},
         {"silent in both directions",
          fault("link:names=leaf0-spine0,silent=true,convergence=0"),
          "silent=true acts on nothing"},
         {"silent in one direction",
          fault("link:names=leaf0->spine0,silent=true,convergence=0"),
          ""}});
}

/**
 * @ingroup ai-fabric-tests
 * A class without protection, and packets that cannot be marked: attributes of ns-3.
 */
class DefaultsTestCase : public TestCase
{
  public:
    DefaultsTestCase()
        : TestCase("Defaults of ns-3 attributes that leave PFC or ECN without work")
    {
    }

  private:
    void DoRun() override
    {
        ExperimentOptions options = Small();
        options.switchModel = "generic:lossless=true,buffer-per-port=10MB";
        Config::SetDefault("ns3::aifabric::RoceNic::DataClass", StringValue("5"));
        RunRecord run = Execute(options);
        Config::SetDefault("ns3::aifabric::RoceNic::DataClass", StringValue("3"));
        NS_TEST_EXPECT_MSG_NE(GetNotes(run).find("PFC protects no data: packets are of class 5"),
                              std::string::npos,
                              GetNotes(run));
        Config::SetDefault("ns3::aifabric::RoceNic::Telemetry", StringValue("true"));
        run = Execute(Small());
        NS_TEST_EXPECT_MSG_NE(GetNotes(run).find("Telemetry of ns3::aifabric::RoceNic acts on"),
                              std::string::npos,
                              GetNotes(run));
        options = Small();
        options.switchModel = "generic:stages=telemetry";
        NS_TEST_EXPECT_MSG_EQ(GetNotes(Execute(options)), "", "asked for and given");
        Config::SetDefault("ns3::aifabric::RoceNic::Telemetry", StringValue("false"));
        options = Small();
        options.cc = "dcqcn";
        Config::SetDefault("ns3::aifabric::RoceNic::EcnCapable", StringValue("false"));
        run = Execute(options);
        Config::SetDefault("ns3::aifabric::RoceNic::EcnCapable", StringValue("true"));
        NS_TEST_EXPECT_MSG_NE(GetNotes(run).find("packets are sent as not ECN-capable"),
                              std::string::npos,
                              GetNotes(run));
        options.lb = "reps";
        options.force = true;
        Config::SetDefault("ns3::aifabric::RoceNic::PathEcho", StringValue("false"));
        run = Execute(options);
        Config::SetDefault("ns3::aifabric::RoceNic::PathEcho", StringValue("true"));
        NS_TEST_EXPECT_MSG_NE(GetNotes(run).find("--lb=reps learns from the paths that ACKs tell"),
                              std::string::npos,
                              GetNotes(run));
    }
};

/**
 * @ingroup ai-fabric-tests
 */
class IdleNotesTestSuite : public TestSuite
{
  public:
    IdleNotesTestSuite()
        : TestSuite("ai-fabric-idle-notes", TestSuite::Type::SYSTEM)
    {
        using Duration = TestDurationOf<TestCase>;
        AddTestCase(MakeMarks(), Duration::QUICK);
        AddTestCase(MakeAttributes(), Duration::QUICK);
        AddTestCase(MakeRunOptions(), Duration::QUICK);
        AddTestCase(MakeFaults(), Duration::QUICK);
        AddTestCase(new DefaultsTestCase(), Duration::QUICK);
    }
};

const IdleNotesTestSuite g_idleNotesTestSuite; ///< registers the suite

} // namespace
