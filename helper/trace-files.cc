/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "trace-files.h"

#include "fabric-helper.h"
#include "fault-helper.h"

#include "ns3/boolean.h"
#include "ns3/config-error.h"
#include "ns3/fabric-random.h"
#include "ns3/fault-selection.h"
#include "ns3/simulator.h"
#include "ns3/trace-helper.h"

#include <algorithm>
#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <set>
#include <sys/resource.h>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Ethernet among the link types of captures; ns-3's own name for it changes between versions.
constexpr uint32_t LINK_TYPE_ETHERNET = 1;

/// Files that a run needs besides captures: the database with its log, the trace.
constexpr size_t OTHER_FILES = 16;

/// @return the number of files that this process has open
size_t
CountOpenFiles()
{
    size_t count = 0;
    if (DIR* directory = opendir("/proc/self/fd"))
    {
        while (readdir(directory))
        {
            count++;
        }
        closedir(directory);
    }
    return count;
}

/// @return what an error number means, or the likeliest reason if there is none
std::string
Explain(int error)
{
    return error ? std::strerror(error) : "perhaps the disk is full";
}

} // namespace

std::vector<Ptr<FabricNetDevice>>
TraceFiles::Choose(const FabricContainer& fabric, const std::string& names)
{
    const FaultPlant plant = FaultHelper::MakePlant(fabric);
    const auto& links = plant.topology->GetLinks();
    std::vector<Ptr<FabricNetDevice>> ports;
    std::set<Ptr<FabricNetDevice>> known;
    const auto add = [&](Ptr<FabricNetDevice> port) {
        if (known.insert(port).second)
        {
            ports.push_back(port);
        }
    };
    const auto addAll = [&](uint32_t vertex) {
        for (uint32_t i = 0; i < plant.topology->GetAdjacencies(vertex).size(); i++)
        {
            add(fabric.GetDevice(vertex, i));
        }
    };
    if (names.empty())
    {
        for (uint32_t host = 0; host < plant.topology->GetHostCount(); host++)
        {
            addAll(host);
        }
        return ports;
    }
    std::vector<std::string> items;
    boost::split(items, names, boost::is_any_of("/"));
    for (const std::string& name : items)
    {
        const auto vertex = std::find(plant.names.begin(), plant.names.end(), name);
        if (vertex != plant.names.end())
        {
            addAll(static_cast<uint32_t>(vertex - plant.names.begin()));
            continue;
        }
        FaultSelection::Rule rule;
        rule.names = name;
        std::vector<FaultTarget> targets;
        FabricRandom random;
        const std::string problem =
            FaultSelection(FaultSelection::Unit::LINK, rule).Choose(plant, random, targets);
        if (!problem.empty() || targets.empty())
        {
            throw ConfigError("--pcap-only=" + names + ": '" + name +
                              "' is neither a host, nor a switch, nor a link; this fabric has " +
                              plant.names.front() + " to " + plant.names.back() +
                              ", and links such as " + plant.names[links.back().lower] + "-" +
                              plant.names[links.back().upper]);
        }
        for (const FaultTarget& target : targets)
        {
            for (const FaultDirection& direction : target.directions)
            {
                add(DynamicCast<FabricNetDevice>(fabric.GetChannel(direction.link)->GetDevice(0)));
            }
        }
    }
    return ports;
}

Ptr<PcapFileWrapper>
TraceFiles::OpenCapture(const std::string& name)
{
    // A frame takes less than a microsecond: time stamps need nanoseconds.
    auto file = CreateObject<PcapFileWrapper>();
    file->SetAttribute("NanosecMode", BooleanValue(true));
    errno = 0;
    file->Open(name, std::ios::out);
    if (file->Fail())
    {
        throw ConfigError("cannot write the capture " + name + ": " + Explain(errno) +
                          (errno == EMFILE ? " (ulimit -n says how many may be)" : ""));
    }
    file->Init(LINK_TYPE_ETHERNET);
    return file;
}

void
TraceFiles::AllowFiles(const std::string& prefix, size_t count)
{
    rlimit limit;
    const size_t need = CountOpenFiles() + count + OTHER_FILES;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= need)
    {
        return;
    }
    const rlim_t before = limit.rlim_cur;
    limit.rlim_cur = std::min<rlim_t>(need, limit.rlim_max);
    if (limit.rlim_cur < need || setrlimit(RLIMIT_NOFILE, &limit) != 0)
    {
        throw ConfigError("--pcap=" + prefix + " makes " + std::to_string(count) +
                          " captures, and the limit of open files is " + std::to_string(before) +
                          " (" + std::to_string(limit.rlim_max) + " at most): raise it to " +
                          std::to_string(need) +
                          " (ulimit -n), or choose hosts, switches and links with --pcap-only");
    }
}

void
TraceFiles::AddCaptures(const std::string& prefix, const std::vector<Ptr<FabricNetDevice>>& ports)
{
    AllowFiles(prefix, ports.size());
    PcapHelper names;
    for (const Ptr<FabricNetDevice>& port : ports)
    {
        auto capture = std::make_unique<Capture>();
        capture->name = names.GetFilenameFromDevice(prefix, port);
        capture->file = OpenCapture(capture->name);
        port->TraceConnectWithoutContext("PromiscSniffer",
                                         MakeBoundCallback(&TraceFiles::Write, capture.get()));
        m_captures.push_back(std::move(capture));
    }
}

void
TraceFiles::AddAscii(FabricHelper& helper, const std::string& path, const FabricContainer& fabric)
{
    errno = 0;
    m_asciiName = path;
    m_ascii = std::make_unique<std::ofstream>(path);
    if (!*m_ascii)
    {
        throw ConfigError("--ascii=" + path + ": " + Explain(errno));
    }
    helper.EnableAscii(Create<OutputStreamWrapper>(m_ascii.get()), fabric.GetHostDevices());
}

void
TraceFiles::Write(Capture* capture, Ptr<const Packet> packet)
{
    // ns-3 asserts that a file is good, and a file that has a hole is of no use.
    if (capture->file->Fail())
    {
        return;
    }
    errno = 0;
    capture->file->Write(Simulator::Now(), packet);
    capture->error = capture->file->Fail() ? errno : 0;
}

std::vector<std::string>
TraceFiles::Close()
{
    constexpr size_t MOST = 3;
    std::vector<std::string> problems;
    size_t more = 0;
    const auto report = [&](const std::string& what, int error) {
        if (problems.size() < MOST)
        {
            problems.push_back(what + " is cut off: " + Explain(error));
        }
        else
        {
            more++;
        }
    };
    for (const auto& capture : m_captures)
    {
        errno = 0;
        if (!capture->file->Fail())
        {
            capture->file->Close();
            capture->error = errno;
        }
        if (capture->file->Fail())
        {
            report("capture " + capture->name, capture->error);
        }
    }
    if (m_ascii && m_ascii->is_open())
    {
        errno = 0;
        m_ascii->close();
        if (!*m_ascii)
        {
            report("trace " + m_asciiName, errno);
        }
    }
    if (more > 0)
    {
        problems.push_back("and " + std::to_string(more) + " more files are cut off");
    }
    return problems;
}

} // namespace aifabric
} // namespace ns3
