/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "task-graph-application.h"

#include "ns3/config-error.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <string>
#include <utility>

namespace ns3
{
namespace aifabric
{

NS_LOG_COMPONENT_DEFINE("TaskGraphApplication");

namespace
{
/// Of event keys: starts of applications, behind computations.
constexpr uint32_t START_PART = 0xff0000;
} // namespace

NS_OBJECT_ENSURE_REGISTERED(TaskGraphApplication);

TypeId
TaskGraphApplication::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::aifabric::TaskGraphApplication")
            .SetParent<Application>()
            .SetGroupName("AiFabric")
            .AddConstructor<TaskGraphApplication>()
            .AddTraceSource("TaskBegin",
                            "A task of this host begins",
                            MakeTraceSourceAccessor(&TaskGraphApplication::m_beginTrace),
                            "ns3::aifabric::TaskGraphApplication::"
                            "TaskTracedCallback")
            .AddTraceSource("TaskEnd",
                            "A task of this host has ended",
                            MakeTraceSourceAccessor(&TaskGraphApplication::m_endTrace),
                            "ns3::aifabric::TaskGraphApplication::"
                            "TaskTracedCallback");
    return tid;
}

TaskGraphApplication::TaskGraphApplication() = default;

TaskGraphApplication::~TaskGraphApplication() = default;

void
TaskGraphApplication::SetTasks(Ptr<TaskGraphRun> run, std::vector<TaskGraph::Id> tasks)
{
    m_run = run;
    m_tasks = std::move(tasks);
}

Ptr<TaskGraphRun>
TaskGraphApplication::GetRun() const
{
    return m_run;
}

void
TaskGraphApplication::DoDispose()
{
    if (m_nic)
    {
        m_nic->RemoveClient(m_run->GetClient());
    }
    if (m_nic && m_start.IsPending())
    {
        m_nic->GetDomain().Cancel(m_start);
    }
    m_idle.clear();
    m_timers.clear();
    m_nic = nullptr;
    m_run = nullptr;
    Application::DoDispose();
}

void
TaskGraphApplication::Attach(Ptr<RoceNic> nic)
{
    // Messages may come in before this host starts.
    nic->AddClient(this, m_run->GetClient());
    nic->SetService(m_run->GetClient(), m_run->GetService());
    m_nic = nic;
    m_host = nic->GetHost();
}

void
TaskGraphApplication::DoInitialize()
{
    if (!m_nic)
    {
        const auto nic = GetNode()->GetObject<RoceNic>();
        if (!nic)
        {
            throw ConfigError("node " + std::to_string(GetNode()->GetId()) +
                              " has no RoceNic: a TaskGraphApplication belongs on a host of a "
                              "fabric");
        }
        Attach(nic);
    }
    // In place of Application::DoInitialize(), whose start is an event of ns-3.
    FabricDomain& domain = m_nic->GetDomain();
    const uint32_t part = START_PART | m_run->GetClient();
    m_start.Bind<&TaskGraphApplication::StartApplication>(this,
                                                          m_nic->GetNodeId(),
                                                          part,
                                                          EventKind::WORKLOAD);
    if (m_startTime.IsStrictlyNegative())
    {
        throw ConfigError("host " + std::to_string(m_host) + " is to start at a time below 0");
    }
    domain.Schedule(m_start, domain.Now() + static_cast<uint64_t>(m_startTime.GetTimeStep()));
    if (!m_stopTime.IsZero())
    {
        m_stopEvent = Simulator::Schedule(m_stopTime, &TaskGraphApplication::StopApplication, this);
    }
    Object::DoInitialize();
}

void
TaskGraphApplication::StartApplication()
{
    m_started = true;
    for (const TaskGraph::Id task : m_tasks)
    {
        if (m_run->GetGraph().Get(task).host != m_host)
        {
            throw ConfigError("task " + std::to_string(task) + " does not start on host " +
                              std::to_string(m_host));
        }
        if (m_run->IsReady(task))
        {
            m_run->SetCause(task, TaskGraph::NONE);
            Begin(task);
        }
    }
    std::vector<TaskGraph::Id> early;
    early.swap(m_early);
    std::sort(early.begin(), early.end());
    for (const TaskGraph::Id task : early)
    {
        Begin(task);
    }
}

void
TaskGraphApplication::StopApplication()
{
    m_stopped = true;
}

void
TaskGraphApplication::Begin(TaskGraph::Id task)
{
    if (m_stopped)
    {
        return;
    }
    const TaskGraph::Task& what = m_run->GetGraph().Get(task);
    if (what.IsMessage())
    {
        if (what.duration == 0)
        {
            Post(task);
        }
        else
        {
            SetTimer(task);
        }
        return;
    }
    if (what.streamUse == TaskGraph::StreamUse::WHOLE ||
        what.streamUse == TaskGraph::StreamUse::TAKES)
    {
        Stream& stream = m_streams[what.stream];
        if (stream.taken)
        {
            stream.waiting.insert(task);
            return;
        }
        stream.taken = true;
    }
    Start(task);
    SetTimer(task);
}

void
TaskGraphApplication::Start(TaskGraph::Id task)
{
    m_run->Start(task, m_nic->GetDomain().Now());
    NS_LOG_LOGIC("host " << m_host << " client " << m_run->GetClient() << ": task " << task
                         << " begins");
    m_beginTrace(task);
}

void
TaskGraphApplication::Post(TaskGraph::Id task)
{
    Start(task);
    SendMessage(task);
}

void
TaskGraphApplication::SendMessage(TaskGraph::Id task)
{
    const TaskGraph::Task& what = m_run->GetGraph().Get(task);
    // Immediate data is what an application makes of it: here, the task.
    m_nic->Post(m_run->GetClient(),
                what.peer,
                what.bytes,
                task,
                m_run->GetService().operation,
                task);
}

void
TaskGraphApplication::SetTimer(TaskGraph::Id task)
{
    if (m_idle.empty())
    {
        m_timers.push_back(std::make_unique<Timer>());
        m_timers.back()->application = this;
        m_idle.push_back(m_timers.back().get());
    }
    Timer& timer = *m_idle.back();
    m_idle.pop_back();
    timer.task = task;
    // Jobs number their tasks alike: the client tells those apart that end at one time.
    constexpr uint64_t CLIENT_STRIDE = 65537;
    const auto part =
        static_cast<uint32_t>((task + m_run->GetClient() * CLIENT_STRIDE) % START_PART);
    timer.end.Bind<&Timer::End>(&timer, m_nic->GetNodeId(), part, EventKind::WORKLOAD);
    FabricDomain& domain = m_nic->GetDomain();
    domain.Schedule(timer.end, domain.Now() + m_run->GetGraph().Get(task).duration);
}

void
TaskGraphApplication::Timer::End()
{
    application->EndTimer(*this);
}

void
TaskGraphApplication::EndTimer(Timer& timer)
{
    const TaskGraph::Id task = timer.task;
    m_idle.push_back(&timer);
    if (!m_run->GetGraph().Get(task).IsMessage())
    {
        EndComputation(task);
    }
    else if (!m_stopped)
    {
        Post(task);
    }
}

void
TaskGraphApplication::EndComputation(TaskGraph::Id task)
{
    m_run->End(task, m_nic->GetDomain().Now(), nullptr);
    NS_LOG_LOGIC("host " << m_host << " client " << m_run->GetClient() << ": task " << task
                         << " ends");
    m_endTrace(task);
    // What it held up goes first: it may be what the stream goes on with.
    ReleaseAfter(task);
    const TaskGraph::Task& what = m_run->GetGraph().Get(task);
    if (what.streamUse == TaskGraph::StreamUse::WHOLE ||
        what.streamUse == TaskGraph::StreamUse::FREES)
    {
        FreeStream(what.stream, task);
    }
}

void
TaskGraphApplication::FreeStream(uint16_t number, TaskGraph::Id by)
{
    Stream& stream = m_streams[number];
    stream.taken = false;
    if (!stream.waiting.empty())
    {
        const TaskGraph::Id next = *stream.waiting.begin();
        stream.waiting.erase(stream.waiting.begin());
        m_run->SetCause(next, by);
        Begin(next);
    }
}

void
TaskGraphApplication::ReleaseAfter(TaskGraph::Id task)
{
    for (const TaskGraph::Id next : m_run->GetGraph().GetSuccessors(task))
    {
        if (m_run->GetGraph().Get(next).host != m_host || !m_run->Release(next, task))
        {
            continue;
        }
        if (m_started)
        {
            Begin(next);
        }
        else if (m_run->GetSums())
        {
            m_early.push_back(next); // those of a list are in the list of this host
        }
    }
}

void
TaskGraphApplication::MessageSent(const MessageInfo& message)
{
    const auto task = static_cast<TaskGraph::Id>(message.tag);
    m_run->End(task, m_nic->GetDomain().Now(), &message);
    NS_LOG_LOGIC("host " << m_host << " client " << m_run->GetClient() << ": task " << task
                         << " ends, acknowledged");
    m_endTrace(task);
    ReleaseAfter(task);
}

void
TaskGraphApplication::MessageReceived(const MessageInfo& message)
{
    ReleaseAfter(static_cast<TaskGraph::Id>(message.tag));
}

void
TaskGraphApplication::MessageFailed(const MessageInfo& message)
{
    NS_LOG_WARN("host " << m_host << " client " << m_run->GetClient() << ": task " << message.tag
                        << " fails");
    m_run->Fail(static_cast<TaskGraph::Id>(message.tag));
}

} // namespace aifabric
} // namespace ns3
