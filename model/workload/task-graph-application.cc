/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "task-graph-application.h"

#include "ns3/abort.h"
#include "ns3/node.h"
#include "ns3/simulator.h"

#include <utility>

namespace ns3
{
namespace aifabric
{

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
    m_nic = nullptr;
    m_run = nullptr;
    Application::DoDispose();
}

void
TaskGraphApplication::Attach(Ptr<RoceNic> nic)
{
    // Messages may come in before this host starts.
    nic->AddClient(this, m_run->GetClient());
    m_nic = nic;
    m_host = nic->GetHost();
}

void
TaskGraphApplication::DoInitialize()
{
    if (!m_nic)
    {
        const auto nic = GetNode()->GetObject<RoceNic>();
        NS_ABORT_MSG_UNLESS(nic, "node " << GetNode()->GetId() << " has no RoceNic");
        Attach(nic);
    }
    Application::DoInitialize();
}

void
TaskGraphApplication::StartApplication()
{
    m_started = true;
    for (const TaskGraph::Id task : m_tasks)
    {
        NS_ABORT_MSG_IF(m_run->GetGraph().Get(task).host != m_host,
                        "task " << task << " does not start on host " << m_host);
        if (m_run->IsReady(task))
        {
            Begin(task);
        }
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
    m_run->Start(task, m_nic->GetDomain().Now());
    m_beginTrace(task);
    if (what.IsMessage())
    {
        m_nic->PostWrite(m_run->GetClient(), what.peer, what.bytes, task);
    }
    else
    {
        Simulator::Schedule(TimeStep(what.duration),
                            &TaskGraphApplication::EndComputation,
                            Ptr<TaskGraphApplication>(this),
                            task);
    }
}

void
TaskGraphApplication::EndComputation(TaskGraph::Id task)
{
    if (!m_nic)
    {
        return; // disposed of while it computed
    }
    m_run->End(task, m_nic->GetDomain().Now(), nullptr);
    m_endTrace(task);
    ReleaseAfter(task);
}

void
TaskGraphApplication::ReleaseAfter(TaskGraph::Id task)
{
    for (const TaskGraph::Id next : m_run->GetGraph().GetSuccessors(task))
    {
        if (m_run->GetGraph().Get(next).host == m_host && m_run->Release(next) && m_started)
        {
            Begin(next);
        }
    }
}

void
TaskGraphApplication::MessageSent(const MessageInfo& message)
{
    const auto task = static_cast<TaskGraph::Id>(message.tag);
    m_run->End(task, m_nic->GetDomain().Now(), &message);
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
    m_run->Fail(static_cast<TaskGraph::Id>(message.tag));
}

} // namespace aifabric
} // namespace ns3
