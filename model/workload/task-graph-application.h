/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef TASK_GRAPH_APPLICATION_H
#define TASK_GRAPH_APPLICATION_H

#include "task-graph-run.h"

#include "ns3/application.h"
#include "ns3/fabric-event.h"
#include "ns3/fabric-trace.h"
#include "ns3/roce-nic.h"

#include <map>
#include <memory>
#include <set>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * One host's part of a task graph: posts its messages to the RoCE NIC of its node and starts its
 * computations, each as soon as what it waits for has ended and its stream is free.
 *
 * Its start and the ends of its computations are events of the host's part of the fabric: unlike
 * events of ns-3, they hold up no other part.
 *
 * Install by WorkloadHelper, or by hand: one application per host of the graph, all with the same
 * TaskGraphRun, on nodes with a RoceNic. The run says which client of the NICs they are
 * (TaskGraphRun::SetClient()). A host may take part in several runs, each with applications of its
 * own and another number.
 */
class TaskGraphApplication : public Application, public MessageListener
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    TaskGraphApplication();
    ~TaskGraphApplication() override;

    /**
     * Say what to do.
     * @param run the execution that this application takes part in
     * @param tasks numbers of the tasks that start on this host, in the order of posting; of a
     * graph with a rule, those that wait for nothing
     */
    void SetTasks(Ptr<TaskGraphRun> run, std::vector<TaskGraph::Id> tasks);

    /**
     * Become a client of a NIC, under the number of the run. If this is not called, the application
     * becomes one of the NIC of its node when it is initialised.
     * @param nic the NIC, whose host is that of the tasks
     * @throws ConfigError if the number is taken there
     */
    void Attach(Ptr<RoceNic> nic);

    /** @return the execution. */
    Ptr<TaskGraphRun> GetRun() const;

    void MessageSent(const MessageInfo& message) override;
    void MessageReceived(const MessageInfo& message) override;
    void MessageFailed(const MessageInfo& message) override;

    /**
     * Signature of sinks of tasks.
     * @param task number of the task
     */
    using TaskTracedCallback = void (*)(uint32_t task);

  protected:
    /** Become a client of the NIC of its node, and have the start scheduled. */
    void DoInitialize() override;
    /** Leave the NIC. */
    void DoDispose() override;
    /** Begin what waits for nothing. */
    void StartApplication() override;

    /** @return the NIC of its host, if it is attached. */
    Ptr<RoceNic> GetNic() const
    {
        return m_nic;
    }

  private:
    void StopApplication() override;

    /// A computation that runs, or a message that is held back, or a place for one.
    struct Timer
    {
        FabricEvent end;
        TaskGraphApplication* application{nullptr};
        TaskGraph::Id task{0};
        void End();
    };

    /// Computations of which one at a time may run.
    struct Stream
    {
        bool taken{false};
        std::set<TaskGraph::Id> waiting; ///< for it to be free
    };

    /**
     * Hand a message over to what carries it, which calls MessageSent() and, on the application of
     * the receiver, MessageReceived(): the NIC, unless a derived class has another way.
     * @param task number of the message
     */
    virtual void SendMessage(TaskGraph::Id task);

    void Begin(TaskGraph::Id task);
    void Start(TaskGraph::Id task);
    void Post(TaskGraph::Id task);
    void SetTimer(TaskGraph::Id task);
    void EndTimer(Timer& timer);
    void EndComputation(TaskGraph::Id task);
    void FreeStream(uint16_t number, TaskGraph::Id by);
    void ReleaseAfter(TaskGraph::Id task);

    Ptr<TaskGraphRun> m_run;
    std::vector<TaskGraph::Id> m_tasks;
    std::vector<TaskGraph::Id> m_early; ///< of a rule, released before this host starts
    Ptr<RoceNic> m_nic;
    uint32_t m_host{0};
    bool m_started{false};
    bool m_stopped{false};
    FabricEvent m_start;
    std::vector<std::unique_ptr<Timer>> m_timers; ///< as many as ever ran at once
    std::vector<Timer*> m_idle;                   ///< those of them that do not run
    std::map<uint16_t, Stream> m_streams;         ///< those that computations have used
    FabricTrace<uint32_t> m_beginTrace;
    FabricTrace<uint32_t> m_endTrace;
};

} // namespace aifabric
} // namespace ns3

#endif // TASK_GRAPH_APPLICATION_H
