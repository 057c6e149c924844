/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "experiment-preview.h"

#include "run-estimate.h"

#include "ns3/component-registry.h"
#include "ns3/idle-attributes.h"
#include "ns3/memory-estimate.h"

#include <cstdio>
#include <map>
#include <string>

namespace ns3
{
namespace aifabric
{

namespace
{

std::string
Pad(const std::string& text, size_t width)
{
    return text + std::string(text.size() < width ? width - text.size() : 1, ' ');
}

/// Print a component: its name, then a line for each attribute.
void
PrintComponent(std::ostream& os,
               const std::string& option,
               const OptionComponent& component,
               const PlaceOfUse& place)
{
    const auto object = component.Create<Object>();
    std::map<std::string, std::string> resolved;
    if (const auto* says = dynamic_cast<const ResolvedAttributes*>(PeekPointer(object)))
    {
        for (const ResolvedAttribute& attribute : says->ListResolved(place))
        {
            resolved[attribute.name] = attribute.text;
        }
    }
    os << "--" << option << " " << component.spec.name << " ("
       << object->GetInstanceTypeId().GetName() << ")\n";
    for (const auto& attribute : ListTextAttributes(object->GetInstanceTypeId()))
    {
        const Ptr<AttributeValue> value = attribute.checker->Create();
        if (!attribute.accessor->HasGetter() ||
            !attribute.accessor->Get(PeekPointer(object), *value))
        {
            continue;
        }
        const auto found = resolved.find(attribute.name);
        const std::string text =
            found != resolved.end() ? found->second : FormatAttribute(attribute, *value);
        os << "  " << Pad(ToKebabCase(attribute.name), 28) << (text.empty() ? "\"\"" : text)
           << "\n";
    }
}

} // namespace

void
PrintPreview(std::ostream& os, const Experiment& experiment)
{
    const ExperimentPlan& plan = experiment.GetPlan();
    const FabricContainer& fabric = experiment.GetFabric();
    PlaceOfUse place;
    place.rate = fabric.GetNic(0)->GetLineRate();
    os << "options\n";
    for (const ExperimentOption& option : ExperimentOptions::Table())
    {
        const std::string text = option.Get(plan.GetOptions());
        os << "  " << Pad("--" + option.name + "=" + text, 56)
           << (text == option.GetDefault() ? "default" : "") << "\n";
    }
    for (const ExperimentOption& option : ExperimentOptions::Table())
    {
        for (const OptionComponent& component : plan.GetComponents(option.name))
        {
            PrintComponent(os, option.name, component, place);
        }
    }
    const auto line = [&os](const std::string& name, const std::string& value) {
        os << "  " << Pad(name, 28) << value << "\n";
    };
    os << "run\n";
    line("hosts", std::to_string(fabric.GetHosts().GetN()));
    line("switches", std::to_string(fabric.GetSwitches().GetN()));
    line("links", std::to_string(fabric.GetTopology()->GetLinks().size()));
    line("planes", std::to_string(fabric.GetTopology()->GetPlaneCount()));
    for (const Job& job : experiment.GetJobs().GetAll())
    {
        const TaskGraph& graph = job.run->GetGraph();
        uint64_t flows = 0;
        uint64_t bytes = 0;
        for (uint32_t id = 0; id < graph.GetCount(); id++)
        {
            const TaskGraph::Task& task = graph.Get(id);
            flows += task.IsMessage() ? 1 : 0;
            bytes += task.IsMessage() ? task.bytes : 0;
        }
        char bound[40];
        std::snprintf(bound, sizeof(bound), "%.3f us", job.boundNs / 1e3);
        line("job", job.workload);
        line("  flows", std::to_string(flows));
        line("  bytes", std::to_string(bytes));
        line("  ideal bound", job.run->IsForeign() ? "none, as it does not go by RDMA" : bound);
    }
    const RunEstimate estimate = RunEstimate::Of(experiment);
    char hops[40];
    std::snprintf(hops, sizeof(hops), "%.3g", estimate.packetHops);
    line("packet-hops, estimated", std::string(hops) + " without losses");
    line("time, estimated", RunEstimate::WriteSeconds(estimate.seconds));
    line("memory, estimated", MemoryEstimate::Write(MemoryEstimate::Of(plan).bytes));
    os << "nothing was run or stored (--dry-run)\n";
}

} // namespace aifabric
} // namespace ns3
