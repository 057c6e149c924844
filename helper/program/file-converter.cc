/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "file-converter.h"

#include "ns3/component-families.h"
#include "ns3/config-error.h"
#include "ns3/experiment-option.h"
#include "ns3/fabric-random.h"
#include "ns3/fabric-units.h"
#include "ns3/file-workload.h"
#include "ns3/imported-fabric.h"
#include "ns3/string.h"
#include "ns3/trace-writer.h"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <sys/stat.h>

namespace ns3
{
namespace aifabric
{

namespace
{

/// How much of a file its format is told by.
constexpr size_t BEGINNING = 65536;

/// The beginning of a file.
std::string
ReadBeginning(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::string text(BEGINNING, '\0');
    file.read(text.data(), BEGINNING);
    text.resize(static_cast<size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    return text;
}

bool
IsFile(const std::string& path)
{
    struct stat info = {};
    return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

/// The members of a family that say that a file is theirs.
template <typename T>
std::vector<std::string>
FindReaders(const ComponentFamily& family, const std::string& beginning)
{
    std::vector<std::string> found;
    for (const ComponentInfo& info : family.List())
    {
        ObjectFactory factory;
        factory.SetTypeId(info.type);
        const auto reader = info.isRow ? nullptr : DynamicCast<T>(factory.Create<Object>());
        if (reader && reader->Recognises(beginning))
        {
            found.push_back(info.alias);
        }
    }
    return found;
}

/// The attribute Path of the workload that a file is of by its name; empty if there is none.
std::string
FindByName(const std::string& file, std::string& format)
{
    for (const ComponentInfo& info : families::Workloads().List())
    {
        ObjectFactory factory;
        factory.SetTypeId(info.type);
        const auto reader =
            info.isRow ? nullptr : DynamicCast<FileWorkload>(factory.Create<Object>());
        const std::string path = reader ? reader->RecogniseName(file) : "";
        if (!path.empty())
        {
            format = info.alias;
            return path;
        }
    }
    return "";
}

/// Refuse to write over what is read.
void
CheckOther(const std::string& output, const std::string& input)
{
    struct stat first = {};
    struct stat second = {};
    if (stat(output.c_str(), &first) == 0 && stat(input.c_str(), &second) == 0 &&
        first.st_dev == second.st_dev && first.st_ino == second.st_ino)
    {
        throw ConfigError("'" + output + "' is the file that is read");
    }
}

/// Write a file, as a whole or not at all.
void
WriteFile(const std::string& path, const std::function<void(std::ostream&)>& write)
{
    const std::string part = path + ".part";
    std::ofstream file(part, std::ios::binary | std::ios::trunc);
    if (!file)
    {
        throw ConfigError("'" + path + "' cannot be written");
    }
    try
    {
        write(file);
        file.close();
    }
    catch (...)
    {
        std::remove(part.c_str());
        throw;
    }
    if (!file || std::rename(part.c_str(), path.c_str()) != 0)
    {
        std::remove(part.c_str());
        throw std::runtime_error("'" + path + "' could not be written to its end");
    }
}

} // namespace

FileConverter::FileConverter(const std::string& input)
    : m_input(input)
{
    const std::string name = input.substr(0, input.find(':'));
    const bool isFile = IsFile(input);
    if (isFile)
    {
        Recognise();
        return;
    }
    const auto fabrics = families::Fabrics().List();
    m_isFabric = std::any_of(fabrics.begin(), fabrics.end(), [&](const ComponentInfo& info) {
        return NormalizeName(info.alias) == NormalizeName(name);
    });
    if (input.find(':') == std::string::npos && input.find('/') != std::string::npos)
    {
        throw ConfigError("there is no file '" + input + "'");
    }
}

void
FileConverter::Recognise()
{
    const std::string path = FindByName(m_input, m_format);
    if (!path.empty())
    {
        m_input = m_format + ":path=" + path;
        return;
    }
    const std::string beginning = ReadBeginning(m_input);
    const auto workloads = FindReaders<FileWorkload>(families::Workloads(), beginning);
    const auto fabrics = FindReaders<ImportedFabric>(families::Fabrics(), beginning);
    if (workloads.size() + fabrics.size() != 1)
    {
        std::string names;
        for (const auto* list : {&workloads, &fabrics})
        {
            for (const std::string& name : *list)
            {
                names += (names.empty() ? "" : " or ") + name;
            }
        }
        throw ConfigError("the file '" + m_input + "' " +
                          (names.empty() ? "is of no known format" : "may be of " + names) +
                          "; say which it is: goal:path=" + m_input);
    }
    m_isFabric = workloads.empty();
    m_format = m_isFabric ? fabrics.front() : workloads.front();
    m_input = m_format + ":path=" + m_input;
}

std::string
FileConverter::Convert(const std::string& output, std::optional<uint32_t> hosts)
{
    const auto value = ExperimentOption::Find(m_isFabric ? "fabric" : "workload")->Read(m_input);
    const std::string taken = m_format.empty() ? "" : "taken for " + m_format + "; ";
    return taken + (m_isFabric ? ConvertFabric(*value, output, hosts)
                               : ConvertTasks(*value, output, hosts));
}

std::string
FileConverter::ConvertFabric(const OptionValue& value,
                             const std::string& output,
                             std::optional<uint32_t> hosts) const
{
    if (hosts)
    {
        throw ConfigError("--hosts is for tasks: a fabric says how many hosts it has");
    }
    const auto fabric = DynamicCast<ImportedFabric>(value.GetComponent().Create<FabricLayout>());
    if (!fabric)
    {
        throw ConfigError("'" + m_input + "' is no file of another tool");
    }
    const std::string problem = fabric->Check();
    if (!problem.empty())
    {
        throw ConfigError(problem);
    }
    StringValue path;
    fabric->GetAttribute("Path", path);
    CheckOther(output, path.Get());
    const auto lines = fabric->Translate();
    WriteFile(output, [&](std::ostream& os) {
        os << "# " << m_input << "\n";
        for (const FabricFile::Line& line : lines)
        {
            os << line.text << "\n";
        }
    });
    return std::to_string(fabric->CountHosts()) + " hosts and " +
           std::to_string(fabric->CountLinks()) + " links written to " + output +
           "; read it with --fabric=file:path=" + output;
}

uint32_t
FileConverter::FindHosts(const OptionValue& value,
                         const std::string& output,
                         std::optional<uint32_t> hosts) const
{
    uint32_t wanted = 2;
    for (const OptionComponent& component : value.components)
    {
        const auto workload = DynamicCast<FileWorkload>(component.Create<Workload>());
        for (const std::string& path :
             workload ? workload->ListFiles() : std::vector<std::string>())
        {
            CheckOther(output, path);
        }
        if (!workload && !hosts)
        {
            throw ConfigError("--hosts=N is missing: '" + component.spec.name +
                              "' is for any number of hosts");
        }
        if (workload && !hosts)
        {
            // Anything that is wrong with the file comes first.
            const std::string problem = workload->Check(FileTasks::MOST_RANKS);
            if (!problem.empty())
            {
                throw ConfigError(problem);
            }
            wanted = std::max(wanted, workload->CountRanks(FileTasks::MOST_RANKS));
        }
    }
    return hosts.value_or(wanted);
}

std::string
FileConverter::ConvertTasks(const OptionValue& value,
                            const std::string& output,
                            std::optional<uint32_t> hosts) const
{
    const uint32_t count = FindHosts(value, output, hosts);
    uint64_t rows = 0;
    std::string command;
    WriteFile(output, [&](std::ostream& os) {
        TraceWriter writer(os);
        for (size_t i = 0; i < value.components.size(); i++)
        {
            const auto workload = value.components[i].Create<Workload>();
            const std::string problem = workload->Check(count);
            if (!problem.empty())
            {
                throw ConfigError(problem);
            }
            if (workload->CountJobs() > 1)
            {
                throw ConfigError("Jobs must be 1, not " + std::to_string(workload->CountJobs()) +
                                  ": rows are those of one job, and copies of it draw others");
            }
            // The streams of the i-th workload of a run.
            FabricRandom random;
            random.Seed(FabricRandom::WORKLOAD, 2 * i);
            command += (i > 0 ? "+" : "") + WriteComponent(*workload, output, i, value);
            // Rows say who has the data, whoever begins a message.
            const MessageService service = workload->GetService();
            workload->SetAttribute("Operation", StringValue("Write"));
            writer.Write(*workload->Build(count, random), service);
        }
        rows = writer.GetCount();
    });
    return std::to_string(rows) + " messages and computations of " + std::to_string(count) +
           " hosts written to " + output + "; read it with --workload=" + command;
}

std::string
FileConverter::WriteComponent(const Workload& workload,
                              const std::string& output,
                              size_t number,
                              const OptionValue& value)
{
    std::string text = "trace:path=" + output;
    if (value.components.size() > 1)
    {
        text += ",job=" + std::to_string(number);
    }
    // What belongs to the job as a whole is in none of its rows.
    const MessageService service = workload.GetService();
    if (service.priority != MessageService::AUTO)
    {
        text += ",class=" + std::to_string(service.priority);
    }
    if (service.dscp != MessageService::AUTO)
    {
        text += ",dscp=" + std::to_string(service.dscp);
    }
    if (service.queuePairs != 1)
    {
        text += ",queue-pairs=" + std::to_string(service.queuePairs);
    }
    StringValue operation;
    workload.GetAttribute("Operation", operation);
    if (operation.Get() != "Write")
    {
        text += ",operation=" + operation.Get();
    }
    if (!workload.GetPlacement().empty())
    {
        text += ",placement=" + workload.GetPlacement();
    }
    if (workload.IsSharing())
    {
        text += ",share=true";
    }
    if (workload.IsTcp())
    {
        text += ",transport=Tcp";
    }
    if (!workload.GetStart().IsZero())
    {
        text += ",start=" + FormatDuration(workload.GetStart());
    }
    return text;
}

} // namespace aifabric
} // namespace ns3
