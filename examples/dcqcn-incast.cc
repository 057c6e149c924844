/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

/*
 * Several hosts send to one under DCQCN or another congestion control, on one switch. Follows the
 * rate of every sender and the queue of the bottleneck by trace sources, prints a line per
 * interval, and writes both to a CSV file if asked to.
 *
 * ./ns3 run "dcqcn-incast --senders=8 --profile=hpcc --csv=incast.csv"
 * ./ns3 run "dcqcn-incast --senders=8 --cc=swift:base-target=15us"
 */

#include "ns3/ai-fabric-module.h"
#include "ns3/core-module.h"
#include "ns3/network-module.h"

#include <algorithm>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <vector>

using namespace ns3;
using namespace ns3::aifabric;

namespace
{

/// What is followed, and where it goes.
struct Observer
{
    Ptr<TaskGraphRun> run;           ///< tells the end
    Ptr<FabricNetDevice> bottleneck; ///< port of the switch to the receiver
    std::vector<double> rates;       ///< of the senders, bit/s
    uint64_t largest{0};             ///< backlog since the last line, bytes
    double sum{0};                   ///< of backlogs seen since the last line, bytes
    double looks{0};                 ///< how many
    uint64_t sent{0};                ///< bytes that the bottleneck had sent at the last line
    uint64_t marks{0};               ///< since the start
    std::ofstream csv;               ///< closed if not asked for

    void RateChanged(uint32_t sender, double, double rate)
    {
        rates[sender] = rate;
        Write("rate_bps", sender, rate);
    }

    void BacklogChanged(uint64_t, uint64_t bytes)
    {
        largest = std::max(largest, bytes);
        Write("queue_bytes", static_cast<uint32_t>(rates.size()), static_cast<double>(bytes));
    }

    /// Look at the queue again and again.
    void Sample(Time pause)
    {
        sum += static_cast<double>(bottleneck->GetBacklog());
        looks++;
        largest = std::max(largest, bottleneck->GetBacklog());
        if (!run->IsComplete())
        {
            Simulator::Schedule(pause, &Observer::Sample, this, pause);
        }
    }

    void Marked(const Frame&, uint64_t)
    {
        marks++;
    }

    /// From now on the rate of a sender is followed.
    void QueuePairMade(uint32_t sender, Ptr<const Object> congestion, uint32_t)
    {
        ConstCast<Object>(congestion)
            ->TraceConnectWithoutContext("Rate",
                                         MakeCallback(&Observer::RateChanged, this).Bind(sender));
    }

    void Write(const char* what, uint32_t host, double value)
    {
        if (csv.is_open())
        {
            csv << Simulator::Now().GetPicoSeconds() << ',' << what << ',' << host << ','
                << std::fixed << std::setprecision(0) << value << '\n';
        }
    }

    /// Print a line every so often.
    void Print(Time interval)
    {
        const auto [low, high] = std::minmax_element(rates.begin(), rates.end());
        const uint64_t bytes = bottleneck->GetCounters().bytes;
        const double us = interval.ToDouble(Time::US);
        std::cout << std::fixed << std::setprecision(1) << std::setw(10)
                  << Simulator::Now().ToDouble(Time::US) << std::setw(15) << *low / 1e9
                  << std::setw(15) << *high / 1e9 << std::setw(13)
                  << static_cast<double>(bytes - sent) * 8 / us / 1e3 << std::setw(13)
                  << sum / looks / 1e3 << std::setw(16) << static_cast<double>(largest) / 1e3
                  << std::setw(9) << marks << '\n';
        sum = 0;
        looks = 0;
        sent = bytes;
        largest = 0;
        if (!run->IsComplete())
        {
            Simulator::Schedule(interval, &Observer::Print, this, interval);
        }
    }
};

} // namespace

int
main(int argc, char** argv)
{
    uint32_t senders = 4;
    uint64_t bytes = 20000000;
    std::string profile = "hpcc";
    std::string cc;
    std::string csv;
    uint64_t threshold = 0;
    Time interval = MicroSeconds(500);
    CommandLine command(__FILE__);
    command.AddValue("senders", "Hosts that send, at least 1", senders);
    command.AddValue("bytes", "Bytes that each of them sends", bytes);
    command.AddValue("profile", "DCQCN parameters: paper, firmware or hpcc", profile);
    command.AddValue("cc", "Congestion control in place of DCQCN, as in swift:beta=0.5", cc);
    command.AddValue("threshold", "Queue that marks each packet (bytes); 0: RED", threshold);
    command.AddValue("interval", "Time between two lines", interval);
    command.AddValue("csv", "File for every change: time_ps,what,host,value", csv);
    command.Parse(argc, argv);

    return FabricProgram::Run("dcqcn-incast", [&]() {
        FabricHelper helper;
        helper.SetLayout("ns3::aifabric::LeafSpineFabric",
                         "Leaves",
                         UintegerValue(1),
                         "Spines",
                         UintegerValue(1),
                         "Hosts",
                         UintegerValue(senders + 1));
        helper.SetLinks(DataRate("100Gbps"), MicroSeconds(1));
        helper.SetAdmission("ns3::aifabric::DynamicThresholdAdmission",
                            "Buffer",
                            UintegerValue(32000000));
        const bool isSharp = threshold > 0;
        helper.SetMarkerAttribute("Kmin", UintegerValue(isSharp ? threshold : 100000));
        helper.SetMarkerAttribute("Kmax", UintegerValue(isSharp ? threshold : 400000));
        helper.SetMarkerAttribute("Pmax", DoubleValue(isSharp ? 1 : 0.2));
        const std::string control = cc.empty() ? "dcqcn:profile=" + profile : cc;
        helper.SetNicAttribute("CongestionControl",
                               ObjectFactoryValue(MakeFactory(families::CongestionControls(),
                                                              ParseComponent(control))));
        FabricContainer fabric = helper.Install();

        WorkloadHelper workload("ns3::aifabric::IncastWorkload",
                                "FanIn",
                                UintegerValue(senders),
                                "Receiver",
                                UintegerValue(senders),
                                "Bytes",
                                UintegerValue(bytes));
        Observer observer;
        observer.run = WorkloadHelper::GetRun(workload.Install(fabric));
        observer.bottleneck = fabric.GetDevice(senders + 1, senders);
        observer.rates.resize(senders, fabric.GetNic(0)->GetLineRate());
        if (!csv.empty())
        {
            observer.csv.open(csv);
            if (!observer.csv)
            {
                throw ConfigError("cannot write '" + csv + "'");
            }
            observer.csv << "time_ps,what,host,value\n";
        }
        // Trace sources are reached by Config paths or by objects.
        Config::ConnectWithoutContext("/NodeList/*/$ns3::aifabric::FabricSwitch/Marker/Marked",
                                      MakeCallback(&Observer::Marked, &observer));
        observer.bottleneck->TraceConnectWithoutContext(
            "Backlog",
            MakeCallback(&Observer::BacklogChanged, &observer));
        for (uint32_t host = 0; host < senders; host++)
        {
            fabric.GetNic(host)->TraceConnectWithoutContext(
                "QueuePairMade",
                MakeCallback(&Observer::QueuePairMade, &observer).Bind(host));
        }

        std::cout
            << "      time   slowest rate   fastest rate   throughput   mean queue   largest queue"
               "    marks\n"
            << "        us           Gb/s           Gb/s         Gb/s           KB              KB"
               "\n";
        observer.Sample(interval / 200);
        Simulator::Schedule(interval, &Observer::Print, &observer, interval);
        Simulator::Run();
        std::cout << "all done after " << observer.run->GetCompletionTime().ToDouble(Time::US)
                  << " us\n";
        Simulator::Destroy();
        return 0;
    });
}
